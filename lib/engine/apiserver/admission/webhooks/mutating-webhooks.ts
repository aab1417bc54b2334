/**
 * Webhooks that may change what is written, one after another; once more when something has changed after they were asked.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/mutating/{dispatcher,reinvocationcontext}.go
 * Differs: there is no audit log, so audit annotations go nowhere.
 */
import { quote } from '../../../apimachinery/go-text';
import type { JsonObject, JsonValue, KubeObject } from '../../../apimachinery/object-meta';
import { applyJsonPatch } from '../../../apimachinery/patch/json-patch';
import { sameJson } from '../../../apimachinery/same-json';
import { internalError, isStatusError } from '../../../apimachinery/status-error';
import type { RawObject } from '../../../apimachinery/json/parse-json';
import type { Random } from '../../../random/random';
import type { Authorizer } from '../../authorization/authorizer';
import { decodePatched } from '../../codec';
import type { AdmissionPlugin, AdmissionRequest } from '../admission';
import { askHook } from './call-hook';
import { isExempt } from './exempt';
import { hooksOf, type Hook, type Invocation } from './hook';
import { conditionsHold } from './match-conditions';
import { invocationOf } from './matching';
import type { WebhookCaller } from './webhook-call';

/** What is remembered between the first round and the second. */
interface Rounds {
  /** Asked already, and willing to be asked again. */
  asked: Set<string>;
  /** To be asked again. */
  readonly again: Set<string>;
  output: KubeObject | undefined;
}

const NAME = 'MutatingAdmissionWebhook';

export function mutatingWebhooks(caller: WebhookCaller, authorizer: Authorizer, random: Random): AdmissionPlugin {
  return {
    name: NAME,
    admit: (request) => {
      if (isExempt(request)) return undefined;
      const hooks = hooksOf(request.store, 'mutating');
      return hooks.length === 0 ? undefined : new MutatingRound(caller, authorizer, random, request).run(hooks);
    },
  };
}

class MutatingRound {
  readonly #rounds: Rounds;
  #object: KubeObject | undefined;

  constructor(
    private readonly caller: WebhookCaller,
    private readonly authorizer: Authorizer,
    private readonly random: Random,
    private readonly request: AdmissionRequest,
  ) {
    const { memory } = request.reinvocation;
    this.#rounds = (memory.get(NAME) as Rounds | undefined) ?? {
      asked: new Set(),
      again: new Set(),
      output: undefined,
    };
    memory.set(NAME, this.#rounds);
    this.#object = request.object;
  }

  run(hooks: readonly Hook[]): KubeObject | undefined {
    const { reinvocation, object } = this.request;
    if (reinvocation.second && !same(this.#rounds.output, object)) this.#askAgain();
    for (const hook of hooks) this.#visit(hook);
    this.#rounds.output = this.#object;
    return this.#object;
  }

  /** Whoever was asked before the last change, and is willing, is asked in the second round. */
  #askAgain(): void {
    for (const uid of this.#rounds.asked) this.#rounds.again.add(uid);
    this.#rounds.asked = new Set();
  }

  #visit(hook: Hook): void {
    const request = { ...this.request, object: this.#object };
    const invocation = invocationOf(request, hook);
    if (!invocation || !conditionsHold(request, invocation, this.authorizer)) return;
    const { reinvocation } = request;
    if (reinvocation.second && !this.#rounds.again.has(hook.uid)) return;
    const verdict = askHook(this.caller, request, invocation, { mutating: true, uid: this.random.uuid() });
    const changed = verdict?.patch?.length ? this.#patched(request, invocation, verdict.patch) : undefined;
    if (changed && !same(changed, this.#object)) {
      this.#object = changed;
      this.#askAgain();
      reinvocation.wanted = true;
    }
    if (hook.webhook.reinvocationPolicy === 'IfNeeded') this.#rounds.asked.add(hook.uid);
  }

  /** @throws StatusError InternalError when the patch does not fit */
  #patched(request: AdmissionRequest, { hook, target }: Invocation, patch: readonly JsonValue[]): KubeObject {
    const { object, caller } = request;
    if (!object) {
      throw internalError(
        `admission webhook ${quote(hook.webhook.name)} attempted to modify the object, which is not supported for this operation`,
      );
    }
    const refuse = (message: string): never => {
      throw internalError(message);
    };
    const versioned = target.version.fromStorage(object) as unknown as JsonObject;
    try {
      const lenient = { fieldValidation: 'Ignore' } as const;
      const patched = applyJsonPatch(versioned, patch) as RawObject;
      const decoded = decodePatched(target, { object: patched, before: versioned }, lenient, caller, refuse);
      return target.version.toStorage(decoded);
    } catch (error) {
      if (isStatusError(error, 'InternalError') || !isStatusError(error)) throw error;
      return refuse(error.message);
    }
  }
}

function same(a: KubeObject | undefined, b: KubeObject | undefined): boolean {
  return sameJson((a ?? null) as JsonValue, (b ?? null) as JsonValue);
}

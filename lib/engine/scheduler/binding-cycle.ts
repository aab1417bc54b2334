/**
 * What happens between the choice of a node and the binding: the pod counts as placed, its volumes are kept and bound, and it waits for that.
 *
 * Upstream: pkg/scheduler/schedule_one.go (assume, bindingCycle, handleBindingCycleError)
 * Differs: what need not wait happens within one instant.
 */
import type { Pod } from '../apimachinery/api/core-v1';
import { quote } from '../apimachinery/go-text';
import { isStatusError } from '../apimachinery/status-error';
import type { Client } from '../client/client';
import type { Scheduling } from '../clock/clock';
import { Suspension } from '../clock/suspension';
import type { BindingWait, CycleState, Refusal } from './framework';
import type { NodeInfo } from './node-info';
import type { Profile } from './profile';
import type { Snapshot } from './snapshot';

const LOOK_EVERY_MS = 1_000;

/** A pod on its way to a node. */
export interface Placement {
  readonly profile: Profile;
  readonly state: CycleState;
  readonly pod: Pod;
  readonly node: NodeInfo;
}

export interface BindingOutcome {
  bound(placement: Placement): void;
  /** The pod does not come; nothing is kept for it any more. */
  failed(placement: Placement, error: string): void;
}

export class BindingCycle {
  constructor(
    private readonly client: Client,
    private readonly clock: Scheduling,
    private readonly snapshot: Snapshot,
    private readonly outcome: BindingOutcome,
  ) {}

  start(placement: Placement): void {
    const { profile, state, pod, node } = placement;
    this.snapshot.putPod(assumed(placement));
    for (const plugin of profile.reserve) {
      const refusal = plugin.reserve!(state, pod, node);
      if (refusal) return this.#fail(placement, running('Reserve', plugin.name, refusal));
    }
    this.#preBind(placement, 0);
  }

  #preBind(placement: Placement, from: number): void {
    const { profile, state, pod, node } = placement;
    const plugin = profile.preBind[from];
    if (!plugin) return this.#bind(placement);
    const answer = plugin.preBind!(state, pod, node);
    const next = (): void => this.#preBind(placement, from + 1);
    if (!answer) return next();
    const fail = (refusal: Refusal): void => this.#fail(placement, running('PreBind', plugin.name, refusal));
    if ('code' in answer) fail(answer);
    else this.#await(answer, this.clock.now() + answer.timeoutMs, next, fail);
  }

  #await(wait: BindingWait, endMs: number, next: () => void, fail: (refusal: Refusal) => void): void {
    this.clock.schedule(LOOK_EVERY_MS, () => {
      const answer = wait.look();
      if (answer === 'done') next();
      else if (answer !== 'waiting') fail(answer);
      else if (this.clock.now() < endMs) this.#await(wait, endMs, next, fail);
      else fail({ code: 'Error', reasons: ['binding volumes: timed out waiting for the condition'] });
    });
  }

  #bind(placement: Placement): void {
    const { pod, node } = placement;
    const { name, namespace = '', uid } = pod.metadata;
    try {
      this.client.resource<Pod>('pods').createSubresource('binding', name, namespace, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name, namespace, uid } as Pod['metadata'],
        target: { kind: 'Node', name: node.name },
      });
    } catch (error) {
      // Others are scheduled while a webhook makes up its mind.
      if (error instanceof Suspension) return error.whenAnswered(() => this.#bind(placement));
      if (!isStatusError(error)) throw error;
      return this.#fail(placement, `binding rejected: ${error.message}`);
    }
    this.outcome.bound(placement);
  }

  #fail(placement: Placement, error: string): void {
    const { profile, state, pod, node } = placement;
    for (const plugin of [...profile.reserve].reverse()) plugin.unreserve?.(state, pod, node);
    this.snapshot.removePod(pod);
    this.outcome.failed(placement, error);
  }
}

function assumed({ pod, node }: Placement): Pod {
  return { ...pod, spec: { ...pod.spec!, nodeName: node.name } };
}

function running(step: string, plugin: string, { reasons }: Refusal): string {
  return `running ${step} plugin ${quote(plugin)}: ${reasons.join(', ')}`;
}

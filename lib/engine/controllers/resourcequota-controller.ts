/**
 * Keeps the status of each ResourceQuota true: takes over what is asked for, counts what is used, and counts again when something goes.
 *
 * What is created or grows is added by admission; this recounts what went, and everything from time to time.
 *
 * Watches: ResourceQuotas, everything that can be counted. Writes: ResourceQuotas' status.
 * Upstream: pkg/controller/resourcequota/{resource_quota_controller,resource_quota_monitor}.go
 * Differs: any change of what an object uses leads to a count, not only those that free something.
 */
import type { ResourceQuota } from '../apimachinery/api/core-v1';
import { keyOf, type KubeObject } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { quotaEvaluatorOf } from '../apiserver/quota/evaluator-of';
import type { QuotaEvaluator } from '../apiserver/quota/quota-evaluator';
import { maskResources, readResources, writeResources } from '../apiserver/quota/resource-list';
import type { ResourceList, WrittenResources } from '../apiserver/quota/resource-list';
import type { ServedResource } from '../client/client';
import { ReconcilingController, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import { ServedResources } from '../client/served-resources';
import type { ControllerManagerOptions } from './controller-manager-options';
import { quotaUsage, type CountedResource } from './resource-quota/quota-usage';

const COUNTABLE = ['create', 'list', 'watch', 'delete'];

export class ResourceQuotaController extends ReconcilingController {
  readonly name = 'resourcequota-controller';
  readonly #quotas: Informer<ResourceQuota>;
  readonly #counted: CountedResource[] = [];

  constructor(
    context: ControllerContext,
    private readonly options: ControllerManagerOptions,
  ) {
    super(context);
    this.#quotas = context.informers.of<ResourceQuota>('resourcequotas');
  }

  start(): void {
    new ServedResources(this.context, (resource) => this.#follow(resource)).start();
    this.#quotas.addHandlers({
      added: (quota) => this.queue.add(keyOf(quota)),
      updated: (before, after) => {
        if (!sameAmounts(before.spec?.hard, after.spec?.hard)) this.queue.add(keyOf(after));
      },
    });
    this.#recountLater();
  }

  #recountLater(): void {
    this.context.clock.schedule(this.options.resourceQuotaSyncPeriodMs, () => {
      for (const quota of this.#quotas.list()) this.queue.add(keyOf(quota));
      this.#recountLater();
    });
  }

  #follow(resource: ServedResource): void {
    const { group, plural, table } = resource;
    const evaluator = isCountable(resource) ? quotaEvaluatorOf({ group, resource: plural }) : undefined;
    if (evaluator) this.#count(table, evaluator);
  }

  #count(table: string, evaluator: QuotaEvaluator): void {
    const objects = this.context.informers.of<KubeObject>(table);
    this.#counted.push({ evaluator, objects });
    objects.addHandlers({
      updated: (before, after) => {
        if (evaluator.countsState) this.#recount(after, evaluator, before);
      },
      deleted: (object) => this.#recount(object, evaluator),
    });
  }

  /** Quotas of the object's namespace that limit such objects; where it is still there, if it uses something else than before. */
  #recount(object: KubeObject, evaluator: QuotaEvaluator, before?: KubeObject): void {
    const quotas = this.#quotas.list(object.metadata.namespace);
    if (quotas.length === 0) return;
    const nowMs = this.context.clock.now();
    if (before && sameList(evaluator.usage(before, nowMs), evaluator.usage(object, nowMs))) return;
    for (const quota of quotas)
      if (evaluator.matchingResources(Object.keys(quota.status?.hard ?? {})).length > 0) this.queue.add(keyOf(quota));
  }

  reconcile(key: string): void {
    const quota = this.#quotas.get(key);
    if (!quota) return;
    const hard = readResources(quota.spec?.hard);
    const counted = quotaUsage(quota, this.#counted, this.context.clock.now());
    const known = new Map([...readResources(quota.status?.used), ...counted]);
    const used = maskResources(known, hard.keys());
    const { status } = quota;
    if (status?.used && sameAmounts(quota.spec?.hard, status.hard) && sameList(readResources(status.used), used))
      return;
    const whole = { ...quota, status: { hard: writeResources(hard), used: writeResources(used) } };
    this.context.client.resource<ResourceQuota>('resourcequotas').updateStatus(whole);
  }
}

function isCountable({ namespaced, verbs }: ServedResource): boolean {
  return namespaced && COUNTABLE.every((verb) => verbs.includes(verb));
}

function sameAmounts(a: WrittenResources | undefined, b: WrittenResources | undefined): boolean {
  return sameJson(a, b) || (a !== undefined && b !== undefined && sameList(readResources(a), readResources(b)));
}

function sameList(a: ResourceList, b: ResourceList): boolean {
  return a.size === b.size && [...a].every(([name, amount]) => b.get(name)?.equals(amount));
}

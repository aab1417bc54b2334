/**
 * Which pods a Service selects, and which Services a changed pod concerns, without going through a namespace.
 *
 * Upstream: staging/src/k8s.io/endpointslice/util/controller_utils.go (GetPodServiceMemberships, GetServicesToUpdateOnPodChange),
 * which goes through all Services and all pods of the namespace instead
 */
import type { Pod, Service } from '../../apimachinery/api/core-v1';
import type { Labels } from '../../apimachinery/labels';
import { keyOf } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import type { Informer } from '../../client/informer';
import type { WorkQueue } from '../../client/work-queue';
import type { ObjectIndex } from '../../store/object-index';
import { isPodReady } from '../pods/pod-state';

const SELECTOR_INDEX = 'first label of the selector';
const LABEL_INDEX = 'label';

export class ServicePods {
  readonly #servicesByLabel: ObjectIndex<Service>;
  readonly #podsByLabel: ObjectIndex<Pod>;

  constructor(
    private readonly services: Informer<Service>,
    private readonly pods: Informer<Pod>,
  ) {
    this.#servicesByLabel = services.addIndex(SELECTOR_INDEX, (service) => {
      const [first] = Object.entries(service.spec?.selector ?? {});
      return first ? [labelIn(service, first)] : [];
    });
    this.#podsByLabel = pods.addIndex(LABEL_INDEX, (pod) =>
      Object.entries(pod.metadata.labels ?? {}).map((label) => labelIn(pod, label)),
    );
  }

  /** Queues changed Services at once, and those whose pods have changed after a while, so that many changes are one piece of work. */
  follow(queue: WorkQueue, batchPeriodMs: number): void {
    const enqueue = (service: Service): void => queue.add(keyOf(service));
    const soon = (keys: readonly string[]): void => {
      for (const key of keys) queue.addAfter(key, batchPeriodMs);
    };
    this.services.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after), deleted: enqueue });
    this.pods.addHandlers({
      added: (pod) => soon(this.servicesOf(pod)),
      updated: (before, after) => soon(this.servicesOfChange(before, after)),
      deleted: (pod) => soon(this.servicesOf(pod)),
    });
  }

  /** In order of name. */
  podsOf(service: Service): readonly Pod[] {
    const selector = service.spec?.selector ?? {};
    const labels = Object.entries(selector).map((label) => labelIn(service, label));
    if (labels.length === 0) return [];
    const rarest = labels.reduce((a, b) => (this.#podsByLabel.count(b) < this.#podsByLabel.count(a) ? b : a));
    const candidates = this.#podsByLabel.get(rarest);
    return labels.length === 1 ? candidates : candidates.filter(({ metadata }) => selects(selector, metadata.labels));
  }

  /** Keys of the Services that select the pod. */
  servicesOf(pod: Pod): readonly string[] {
    const { labels } = pod.metadata;
    return Object.entries(labels ?? {}).flatMap((label) =>
      this.#servicesByLabel
        .get(labelIn(pod, label))
        .filter(({ spec }) => selects(spec?.selector ?? {}, labels))
        .map(keyOf),
    );
  }

  /** Keys of the Services for which the change of a pod matters. */
  servicesOfChange(before: Pod, after: Pod): readonly string[] {
    const changed = endpointChanged(before, after);
    const moved = membershipChanged(before, after);
    if (!changed && !moved) return [];
    const current = this.servicesOf(after);
    if (!moved) return current;
    const old = this.servicesOf(before);
    const all = new Set([...current, ...old]);
    return changed ? [...all] : [...all].filter((key) => current.includes(key) !== old.includes(key));
  }
}

function labelIn({ metadata }: Service | Pod, [key, value]: readonly [string, string]): string {
  return `${metadata.namespace}/${key}=${value}`;
}

function selects(selector: Labels, labels: Labels | undefined): boolean {
  return Object.entries(selector).every(([key, value]) => labels?.[key] === value);
}

/** A pod that is going counts as changed each time. */
function endpointChanged(before: Pod, after: Pod): boolean {
  return (
    before.metadata.deletionTimestamp !== undefined ||
    after.metadata.deletionTimestamp !== undefined ||
    isPodReady(before) !== isPodReady(after) ||
    !sameJson(before.status?.podIPs ?? [], after.status?.podIPs ?? [])
  );
}

function membershipChanged(before: Pod, after: Pod): boolean {
  return (
    !sameJson(before.metadata.labels, after.metadata.labels) ||
    before.spec?.hostname !== after.spec?.hostname ||
    before.spec?.subdomain !== after.spec?.subdomain
  );
}

/** A cluster in which manifests have been applied, and what rehearsals do in it and wait for. */
import type { Pod } from '../engine/apimachinery/api/core-v1';
import type { KubeObject } from '../engine/apimachinery/object-meta';
import { applyManifests, type ApplyReport, type RefusedManifest } from '../engine/client/apply-manifests';
import type { Client } from '../engine/client/client';
import type { Manifest } from '../engine/client/read-manifests';
import { Cluster } from '../engine/cluster';
import type { ImageTable } from '../engine/kubelet/images/image-behaviours';
import type { Row, Verdict } from './check-report';
import { programs } from '../programs';
import { RehearsedLoad } from './rehearsed-load';
import { isWorkload, selectorOfWorkload, WORKLOAD_KINDS, type WorkloadObject } from './workload';

/** What every cluster of a check is made of. */
export interface RehearsalSetting {
  /** What is rehearsed. */
  readonly manifests: readonly Manifest[];
  /** Objects that exist outside of them: Secrets, classes, Nodes, definitions of custom resources. */
  readonly given: readonly Manifest[];
  /** Nodes, where none is given. */
  readonly nodes: number;
  /** What chance follows from. */
  readonly seed: number | string;
  /** How images behave, besides what is known of the shop's. */
  readonly images: ImageTable;
}

/** What a row says besides where it belongs. */
export interface Finding {
  /** How it came out. */
  readonly verdict: Verdict;
  /** What was measured, in words. */
  readonly measure: string;
  /** What was measured, as numbers. @default none */
  readonly figures?: Readonly<Record<string, number>>;
  /** Why it warns or breaks. */
  readonly why?: string;
}

const USER_AGENT = 'boutique-check';

/** A cluster in which the manifests have just been applied. */
export class RehearsedCluster {
  /** All of the engine's own verbs. */
  readonly cluster: Cluster;
  /** Requests in the name of the check. */
  readonly client: Client;
  /** What containers use. */
  readonly load = new RehearsedLoad();
  /** What became of the manifests when they were applied. */
  readonly applied: ApplyReport;
  /** Virtual time at which they were applied, in milliseconds. */
  readonly appliedAtMs: number;
  readonly #places = new Map<string, string>();
  /** What the manifests made, by kind. */
  readonly #made = new Map<string, KubeObject['metadata'][]>();

  constructor(
    private readonly setting: RehearsalSetting,
    private readonly rehearsal: string,
  ) {
    const { given, manifests, nodes, seed, images } = setting;
    const bringsNodes = [...given, ...manifests].some(({ object }) => object.kind === 'Node');
    this.cluster = new Cluster({
      seed,
      nodes: bringsNodes ? 0 : nodes,
      images: { ...programs, ...images },
      metricsServer: true,
      usage: this.load,
    });
    this.client = this.cluster.client(USER_AGENT);
    applyManifests(this.client, given);
    this.appliedAtMs = this.cluster.clock.now();
    this.applied = applyManifests(this.client, manifests);
    for (const { object, manifest } of this.applied.applied) {
      this.#places.set(identityOf(object), manifest.place);
      const made = this.#made.get(object.kind);
      if (made) made.push(object.metadata);
      else this.#made.set(object.kind, [object.metadata]);
    }
  }

  /** Applies the same manifests again. */
  applyAgain(): ApplyReport {
    return applyManifests(this.client, this.setting.manifests);
  }

  /** The objects that the manifests made, as they are now; what is gone is left out. */
  objects<T extends KubeObject>(kind: string): readonly T[] {
    const made = this.#made.get(kind) ?? [];
    const resource = made.length > 0 ? this.cluster.resource(kind) : undefined;
    return made.flatMap(({ name, namespace }) => (resource?.find(name, namespace) ?? []) as unknown as T);
  }

  /** Deployments, StatefulSets and DaemonSets of the manifests, in order of namespace, kind and name. */
  workloads(): readonly WorkloadObject[] {
    const found = WORKLOAD_KINDS.flatMap((kind) => this.objects<KubeObject>(kind)).filter(isWorkload);
    return found.sort((a, b) => (identityOf(a) < identityOf(b) ? -1 : 1));
  }

  /** Namespaces that the manifests put something in, in order. */
  namespaces(): readonly string[] {
    const all = this.applied.applied.map(({ object }) => object.metadata.namespace ?? '');
    return [...new Set(all.filter((namespace) => namespace !== ''))].sort();
  }

  current(workload: WorkloadObject): WorkloadObject {
    const { name, namespace } = workload.metadata;
    return this.cluster.get(workload.kind, name, namespace) as unknown as WorkloadObject;
  }

  podsOf(workload: WorkloadObject): readonly Pod[] {
    const selector = selectorOfWorkload(workload);
    return this.cluster
      .list('Pod', { namespace: workload.metadata.namespace })
      .filter(({ metadata }) => selector.matches(metadata.labels));
  }

  /** Virtual time, in milliseconds. */
  now(): number {
    return this.cluster.clock.now();
  }

  /** Lets time pass until the condition holds. False when it does not within so much virtual time. */
  waitFor(condition: () => boolean, withinMs: number): boolean {
    const { clock, store } = this.cluster;
    const endMs = clock.now() + withinMs;
    let seen = -1;
    for (;;) {
      // What is stored decides: nothing has to be asked again before something is written.
      if (store.revision !== seen) {
        seen = store.revision;
        if (condition()) return true;
      }
      const next = clock.nextAt();
      if (next === undefined || next > endMs) break;
      clock.step();
    }
    clock.advanceTo(endMs);
    return condition();
  }

  /** A row about an object of the manifests. */
  row(object: KubeObject, { figures = {}, ...finding }: Finding): Row {
    const { namespace = '', name } = object.metadata;
    const place = this.#places.get(identityOf(object));
    const subject = `${object.kind}/${name}`;
    return { rehearsal: this.rehearsal, namespace, subject, figures, ...finding, ...(place ? { place } : {}) };
  }

  /** A row about a manifest that the API server did not take. */
  refusedRow({ manifest: { object, place }, reason }: RefusedManifest, measure: string): Row {
    return { ...this.row(object as KubeObject, { verdict: 'breaks', measure, why: reason }), place };
  }

  /** A row about a whole namespace, or about all of them. */
  namespaceRow(namespace: string, { figures = {}, ...finding }: Finding): Row {
    return { rehearsal: this.rehearsal, namespace, subject: '', figures, ...finding };
  }
}

function identityOf({ kind, metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${kind}/${metadata.name}`;
}

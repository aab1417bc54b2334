/** Every rendered object of an app, checked by itself and against the others before anything is written. */
import { ApiObject, Chart } from 'cdk8s';
import { type Construct, type IConstruct } from 'constructs';
import { type IResource } from '../cdk8s-plus';
import { ExistingResource } from '../config/existing-resource';
import { checkAutoscalers } from './autoscaler-checks';
import { checkContainers } from './container-checks';
import { checkData } from './data-checks';
import { existingObjects, type ExistingObject } from './existing';
import { type Finding } from './finding';
import { checkIdentities } from './identity-checks';
import { type Manifest, type ManifestSource } from './manifest';
import { describeMistake, type Mistake } from './mistake';
import { checkReferences } from './reference-checks';
import { checkResources } from './resource-checks';
import { checkSelectors } from './selector-checks';
import { Surroundings } from './surroundings';
import { checkTraffic } from './traffic-checks';
import { checkWorkloads } from './workload-checks';

/** Checks manifests, wherever they come from. `existing` are objects that the cluster has beside them. */
export function checkManifests(
  sources: readonly ManifestSource[],
  existing: readonly ExistingObject[] = [],
): Finding[] {
  const around = new Surroundings(sources, existing);
  return [
    ...checkIdentities(sources),
    ...checkContainers(sources),
    ...checkResources(sources),
    ...checkWorkloads(sources),
    ...checkData(sources),
    ...checkReferences(sources, around),
    ...checkSelectors(sources, around),
    ...checkTraffic(sources, around),
    ...checkAutoscalers(sources, around),
  ];
}

/** The construct that a user knows an object by: the one around the cdk8s object. */
function namedConstruct(object: ApiObject): IConstruct {
  const inside = object.node.id === 'Resource' || object.node.id === 'Default';
  return inside && object.node.scope ? object.node.scope : object;
}

/** Whether a construct names an object without writing it. */
function isImported(construct: IConstruct): construct is Construct & { readonly kind: string; readonly name: string } {
  const { kind, name, resourceType } = construct as Partial<IResource>;
  if (
    construct instanceof ExistingResource ||
    typeof kind !== 'string' ||
    typeof name !== 'string' ||
    typeof resourceType !== 'string'
  )
    return false;
  return !construct.node.findAll().some((inner) => ApiObject.isApiObject(inner));
}

class AppChecks {
  #findings = new Map<string, Mistake[]>();
  readonly #watched = new WeakSet<IConstruct>();
  /** What a run means for the next: look again, or nothing changes until the synthesis that goes on has ended. */
  #again: 'always' | 'first' | 'never' = 'always';

  constructor(private readonly root: IConstruct) {}

  /** Looks at the whole app only once while `body` runs. */
  once<T>(body: () => T): T {
    this.#again = 'first';
    try {
      return body();
    } finally {
      this.#again = 'always';
    }
  }

  /** Looks at the whole app; each finding is then reported by the construct it belongs to. */
  run(): string[] {
    if (this.#again === 'never') return [];
    if (this.#again === 'first') this.#again = 'never';
    const objects = this.root.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
    const sources = objects.map((object) => {
      const construct = namedConstruct(object as ApiObject);
      this.#watch(construct);
      return { path: construct.node.path, manifest: (object as ApiObject).toJson() as Manifest };
    });
    this.#findings = new Map();
    for (const finding of checkManifests(sources, this.#existing())) {
      this.#findings.set(finding.path, [...(this.#findings.get(finding.path) ?? []), finding]);
    }
    return [];
  }

  /** What the user said that the cluster has, by our means or by those of cdk8s-plus (`Secret.fromSecretName`). */
  #existing(): ExistingObject[] {
    const imported = this.root.node.findAll().filter(isImported);
    return [
      ...imported.map((one) => ({ kind: one.kind, name: one.name, namespace: Chart.of(one).namespace })),
      ...existingObjects(this.root as Construct),
    ];
  }

  #watch(construct: IConstruct): void {
    if (this.#watched.has(construct)) return;
    this.#watched.add(construct);
    construct.node.addValidation({
      validate: () => (this.#findings.get(construct.node.path) ?? []).map(describeMistake),
    });
  }
}

const checksOf = new WeakMap<IConstruct, AppChecks>();

/** Has the app that `construct` belongs to check all its objects at synth; every construct of this library asks for it. */
export function checkManifestsAtSynth(construct: Construct): void {
  const root = construct.node.root;
  if (checksOf.has(root)) return;
  const checks = new AppChecks(root);
  checksOf.set(root, checks);
  root.node.addValidation({ validate: () => checks.run() });
}

/** Runs `synthesise`, in which nothing is added to the app, with one look at its objects: cdk8s asks anew for each chart. */
export function checkManifestsOnce<T>(app: Construct, synthesise: () => T): T {
  const checks = checksOf.get(app);
  return checks ? checks.once(synthesise) : synthesise();
}

/** Every rendered object of an app, checked by itself and against the others before anything is written. */
import { ApiObject } from 'cdk8s';
import { type Construct, type IConstruct } from 'constructs';
import { existingObjects, type ExistingObject } from './existing';
import { checkIdentities } from './identity-checks';
import { type Manifest, type ManifestSource } from './manifest';
import { describeMistake, type Mistake } from './mistake';

/** A mistake and the construct it was found at. */
export interface Finding extends Mistake {
  /** Path of the construct, or the name of a file. */
  readonly path: string;
}

/** Checks manifests, wherever they come from. `existing` are objects that the cluster has beside them. */
export function checkManifests(
  sources: readonly ManifestSource[],
  existing: readonly ExistingObject[] = [],
): Finding[] {
  void existing;
  return checkIdentities(sources);
}

/** The construct that a user knows an object by: the one around the cdk8s object. */
function namedConstruct(object: ApiObject): IConstruct {
  const inside = object.node.id === 'Resource' || object.node.id === 'Default';
  return inside && object.node.scope ? object.node.scope : object;
}

class AppChecks {
  #findings = new Map<string, Mistake[]>();
  readonly #watched = new WeakSet<IConstruct>();

  constructor(private readonly root: IConstruct) {}

  /** Looks at the whole app; each finding is then reported by the construct it belongs to. */
  run(): string[] {
    const objects = this.root.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
    const sources = objects.map((object) => {
      const construct = namedConstruct(object as ApiObject);
      this.#watch(construct);
      return { path: construct.node.path, manifest: (object as ApiObject).toJson() as Manifest };
    });
    this.#findings = new Map();
    for (const finding of checkManifests(sources, existingObjects(this.root as Construct))) {
      this.#findings.set(finding.path, [...(this.#findings.get(finding.path) ?? []), finding]);
    }
    return [];
  }

  #watch(construct: IConstruct): void {
    if (this.#watched.has(construct)) return;
    this.#watched.add(construct);
    construct.node.addValidation({
      validate: () => (this.#findings.get(construct.node.path) ?? []).map(describeMistake),
    });
  }
}

const checked = new WeakSet<IConstruct>();

/** Has the app that `construct` belongs to check all its objects at synth; every construct of this library asks for it. */
export function checkManifestsAtSynth(construct: Construct): void {
  const root = construct.node.root;
  if (checked.has(root)) return;
  checked.add(root);
  const checks = new AppChecks(root);
  root.node.addValidation({ validate: () => checks.run() });
}

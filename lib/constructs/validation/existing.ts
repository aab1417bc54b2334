/** Objects that the app refers to but does not create: they exist in the cluster because the user said so. */
import { Chart } from 'cdk8s';
import { type Construct } from 'constructs';

/** An object outside the app. */
export interface ExistingObject {
  /** Kind of the object. */
  readonly kind: string;
  /** Its namespace; undefined where the chart has none. */
  readonly namespace?: string;
  /** Its name. */
  readonly name: string;
  /** Its keys, where they are known (ConfigMap, Secret). */
  readonly keys?: readonly string[];
  /** Its labels, where it is known by them (Pod). */
  readonly labels?: Readonly<Record<string, string>>;
}

const existing = new WeakMap<object, ExistingObject[]>();

/** Declares that an object exists; in the namespace of `construct` where it names none. */
export function declareExisting(construct: Construct, object: ExistingObject): void {
  const ofChart = Chart.isChart(construct) ? construct.namespace : Chart.of(construct).namespace;
  const objects = existing.get(construct.node.root) ?? [];
  existing.set(construct.node.root, [...objects, { ...object, namespace: object.namespace ?? ofChart }]);
}

/** Everything declared to exist in the app that `construct` belongs to. */
export function existingObjects(construct: Construct): readonly ExistingObject[] {
  return existing.get(construct.node.root) ?? [];
}

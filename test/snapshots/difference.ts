/**
 * What a choice changes, in the words of a strategic merge patch: new objects whole; of changed ones name and changed fields, with `null`
 * for a field that is gone and `$patch: delete` for an object or list item that is gone. Lists without names are told whole.
 */
import { type Chart, Yaml } from 'cdk8s';

type Fields = Readonly<Record<string, unknown>>;

/** An object of the API. */
export interface Manifest extends Fields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const isNamed = (item: unknown): item is Fields & { name: string } =>
  isFields(item) && typeof item['name'] === 'string';

function changedItems(from: readonly unknown[], to: readonly unknown[]): unknown {
  if (!from.every(isNamed) || !to.every(isNamed)) return to;
  const gone = from.filter(({ name }) => !to.some((item) => item.name === name));
  const changed = to.flatMap((item) => {
    const before = from.find(({ name }) => name === item.name);
    if (before && equal(before, item)) return [];
    return [before ? { name: item.name, ...changedFields(before, item) } : item];
  });
  return [...changed, ...gone.map(({ name }) => ({ name, $patch: 'delete' }))];
}

function changedFields(from: Fields, to: Fields): Fields {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  const changed = names.flatMap((name): [string, unknown][] => {
    const [before, after] = [from[name], to[name]];
    if (equal(before, after)) return [];
    if (after === undefined) return [[name, null]];
    if (isFields(before) && isFields(after)) return [[name, changedFields(before, after)]];
    if (Array.isArray(before) && Array.isArray(after)) return [[name, changedItems(before, after)]];
    return [[name, after]];
  });
  return Object.fromEntries(changed);
}

/** The objects of charts by kind and name, in the order in which they are written. */
export function objectsById(charts: readonly Chart[]): Map<string, Manifest> {
  const objects = charts.flatMap((chart) => chart.toJson() as Manifest[]);
  return new Map(objects.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
}

/** All objects as YAML, in the form in which cdk8s writes them. */
export function whole(objects: ReadonlyMap<string, Manifest>): string {
  return Yaml.stringify(...objects.values());
}

/** What changes from the first set of objects to the second. */
export function difference(from: ReadonlyMap<string, Manifest>, to: ReadonlyMap<string, Manifest>): string {
  const gone = [...from.values()].filter(({ kind, metadata }) => !to.has(`${kind}/${metadata.name}`));
  const documents = [...to].flatMap(([id, object]): Fields[] => {
    const before = from.get(id);
    if (!before) return [object];
    if (equal(before, object)) return [];
    const { metadata, ...fields } = changedFields(before, object);
    const { apiVersion, kind } = object;
    const { name } = object.metadata;
    return [{ apiVersion, kind, metadata: { name, ...(metadata as object | undefined) }, ...fields }];
  });
  const deletions = gone.map(({ apiVersion, kind, metadata: { name } }) => ({
    $patch: 'delete',
    ...{ apiVersion, kind, metadata: { name } },
  }));
  const all = [...documents, ...deletions];
  return all.length > 0 ? Yaml.stringify(...all) : '# nothing changes\n';
}

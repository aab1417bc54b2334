/**
 * One HTTP operation of the API, as both OpenAPI versions describe it, and how operations are named.
 *
 * Upstream: k8s.io/kube-openapi/pkg/common/interfaces.go (Route), staging/src/k8s.io/apiserver/pkg/endpoints/openapi/openapi.go
 */
import { type GroupVersionKind } from '../../apimachinery/schema/schema';

/** HTTP methods in the order in which the documents list them. */
export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

export type Method = (typeof METHODS)[number];

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly type: 'string' | 'integer' | 'boolean';
  /** Tells apart parameters of one name that mean different things (`container` of `exec`, of `log`). */
  readonly variant?: string;
}

/** A published definition name, or a text answer. */
export type Content = { readonly definition: string } | 'text';

export interface Operation {
  readonly path: string;
  readonly method: Method;
  readonly tag: string;
  readonly operationId: string;
  readonly consumes?: readonly string[];
  readonly produces?: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly definition: string; readonly required: boolean };
  /** Status codes and what each of them answers. */
  readonly responses: Readonly<Record<number, Content>>;
  /** `x-kubernetes-action` */
  readonly action?: string;
  readonly kind?: GroupVersionKind;
}

const ENCODINGS = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** Media types of single objects. */
export const OBJECT_TYPES: readonly string[] = ENCODINGS;

/** Media types of lists and watches. */
export const LIST_TYPES: readonly string[] = [
  ...ENCODINGS,
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
];

function camelCase(text: string, startUpper: boolean): string {
  return text
    .split(/[^a-zA-Z0-9]+/)
    .filter((word) => word !== '')
    .map((word, index) => (index > 0 || startUpper ? word.charAt(0).toUpperCase() + word.slice(1) : word))
    .join('');
}

function groupWord(group: string): string {
  return group === '' ? 'core' : group.replace(/\.k8s\.io$/, '');
}

/** The tag of a group (`rbacAuthorization`) or group version (`rbacAuthorization_v1`). */
export function tagOf(group: string, version?: string): string {
  const tag = camelCase(groupWord(group), false);
  return version === undefined ? tag : `${tag}_${camelCase(version, false)}`;
}

/** `list` + `RbacAuthorizationV1` + `NamespacedRole`: verb, group version and the rest. */
export function operationId(verb: string, group: string, version: string | undefined, rest: string): string {
  return `${verb}${camelCase(groupWord(group), true)}${camelCase(version ?? '', true)}${rest}`;
}

/** Sorts parameters as published: by name, then path before query. */
export function sortedParameters(parameters: readonly Parameter[]): Parameter[] {
  const keyOf = (parameter: Parameter): string => `${parameter.name} ${parameter.in}`;
  return [...parameters].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

/** The operations of each path, paths sorted, and the parameters that all operations of a path have in common. */
export interface PathItem {
  readonly path: string;
  readonly operations: readonly Operation[];
  readonly parameters: readonly Parameter[];
}

/** Gathers operations by path; parameters that all of them have move from the operations to the path. */
export function pathItemsOf(operations: readonly Operation[]): PathItem[] {
  const byPath = new Map<string, Operation[]>();
  for (const operation of operations) {
    const known = byPath.get(operation.path);
    if (known) known.push(operation);
    else byPath.set(operation.path, [operation]);
  }
  return [...byPath]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([path, own]) => shareParameters(path, own));
}

function sameParameter(left: Parameter, right: Parameter): boolean {
  return left.name === right.name && left.in === right.in && left.variant === right.variant;
}

function shareParameters(path: string, operations: readonly Operation[]): PathItem {
  const has = (parameters: readonly Parameter[], parameter: Parameter): boolean =>
    parameters.some((other) => sameParameter(other, parameter));
  const shared = (operations[0]?.parameters ?? []).filter((parameter) =>
    operations.every(({ parameters }) => has(parameters, parameter)),
  );
  return {
    path,
    parameters: sortedParameters(shared),
    operations: [...operations]
      .sort((left, right) => METHODS.indexOf(left.method) - METHODS.indexOf(right.method))
      .map((operation) => ({
        ...operation,
        parameters: sortedParameters(operation.parameters.filter((parameter) => !has(shared, parameter))),
      })),
  };
}

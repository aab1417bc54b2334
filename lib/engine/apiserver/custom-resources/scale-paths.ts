/**
 * Where a custom resource keeps what its scale subresource shows: replicas asked for, replicas there, and the selector.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/{validator,etcd}.go
 */
import { setMember, type JsonObjectDraft } from '../../apimachinery/json-members';
import { goTypeName, formatGoValue } from '../../apimachinery/go-format';
import { isJsonObject, type JsonObject, type JsonValue, type KubeObject } from '../../apimachinery/object-meta';
import { FieldError } from '../../apimachinery/validation/field-error';
import type { ScaleSubresource } from './json-schema';

const MAX_REPLICAS = 2147483647;

function membersOf(path: string): string[] {
  return path.replace(/^\./, '').split('.');
}

/** The value at a path such as `.spec.replicas`; undefined where there is none. */
export function valueAt(object: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const name of membersOf(path)) {
    if (!isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** The object with a value at a path; maps on the way are made. */
export function withValueAt(object: JsonObject, path: string, value: JsonValue): JsonObject {
  const [name = '', ...rest] = membersOf(path);
  const copy: JsonObjectDraft = { ...object };
  const before = Object.hasOwn(object, name) ? object[name] : undefined;
  const below = isJsonObject(before) ? before : {};
  setMember(copy, name, rest.length === 0 ? value : withValueAt(below, rest.join('.'), value));
  return copy;
}

export function scaleSpecFaults(object: KubeObject, scale: ScaleSubresource | undefined): FieldError[] {
  return scale ? replicasFaults(object, scale.specReplicasPath) : [];
}

export function scaleStatusFaults(object: KubeObject, scale: ScaleSubresource | undefined): FieldError[] {
  if (!scale) return [];
  const { statusReplicasPath, labelSelectorPath } = scale;
  const selector = labelSelectorPath ? valueAt(object as JsonObject, labelSelectorPath) : undefined;
  const wrong = selector !== undefined && typeof selector !== 'string';
  return [
    ...replicasFaults(object, statusReplicasPath),
    ...(wrong && labelSelectorPath
      ? [FieldError.invalid(labelSelectorPath, '', accessorFault(labelSelectorPath, selector, 'string'))]
      : []),
  ];
}

function replicasFaults(object: KubeObject, path: string): FieldError[] {
  const replicas = valueAt(object as JsonObject, path);
  if (replicas === undefined) return [];
  if (typeof replicas !== 'number' || !Number.isInteger(replicas))
    return [FieldError.invalid(path, 0, accessorFault(path, replicas, 'int64'))];
  if (replicas < 0) return [FieldError.invalid(path, replicas, 'should be a non-negative integer')];
  if (replicas > MAX_REPLICAS)
    return [FieldError.invalid(path, replicas, `should be less than or equal to ${MAX_REPLICAS}`)];
  return [];
}

function accessorFault(path: string, value: JsonValue, type: string): string {
  return `${path} accessor error: ${formatGoValue(value)} is of the type ${goTypeName(value)}, expected ${type}`;
}

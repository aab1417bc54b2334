/** Whether what a scenario expects is so. */
import { isJsonObject, type JsonValue } from '../../engine/apimachinery/object-meta';
import { StatusError } from '../../engine/apimachinery/status-error';
import type { Cluster } from '../../engine/cluster';
import { isAvailable, isWorkload, WORKLOAD_KINDS } from '../workload';
import type { Expectation, ObjectExpectation } from './scenario';

/** As people would say it. */
export function expectationText(expectation: Expectation): string {
  if ('available' in expectation)
    return expectation.available ? 'everything is available' : 'not everything is available';
  const { kind, namespace, name, exists, field, is, atLeast, atMost } = expectation;
  const object = `${kind} ${namespace === 'default' ? '' : `${namespace}/`}${name}`;
  if (field === undefined) return exists ? `${object} is there` : `${object} is not there`;
  const bounds = [
    ...(is === undefined ? [] : [`is ${String(is)}`]),
    ...(atLeast === undefined ? [] : [`is at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`is at most ${atMost}`]),
  ];
  return `${field} of ${object} ${bounds.join(' and ')}`;
}

/** What is so instead; undefined where it is as expected. */
export function unmet(cluster: Cluster, expectation: Expectation): string | undefined {
  try {
    return 'available' in expectation
      ? unmetAvailability(cluster, expectation.available)
      : unmetOfObject(cluster, expectation);
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
}

function unmetAvailability(cluster: Cluster, available: boolean): string | undefined {
  const missing = WORKLOAD_KINDS.flatMap((kind) => cluster.list(kind))
    .filter((object) => isWorkload(object) && !isAvailable(object))
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
  if (available) return missing.length === 0 ? undefined : `not available: ${missing.join(', ')}`;
  return missing.length > 0 ? undefined : 'everything is available';
}

function unmetOfObject(cluster: Cluster, expectation: ObjectExpectation): string | undefined {
  const { kind, name, namespace, exists, field, is, atLeast, atMost } = expectation;
  const object = cluster.resource(kind).find(name, namespace);
  if (!exists) return object ? 'it is there' : undefined;
  if (!object) return 'it is not there';
  if (field === undefined) return undefined;
  const value = memberOf(object as unknown as JsonValue, field);
  // A count of none is left out by the API.
  const number = typeof value === 'number' ? value : value === undefined ? 0 : Number.NaN;
  const isMet =
    (is === undefined || value === is || (is === 0 && value === undefined)) &&
    (atLeast === undefined || number >= atLeast) &&
    (atMost === undefined || number <= atMost);
  return isMet ? undefined : `it is ${JSON.stringify(value) ?? 'not set'}`;
}

/** `a.b[x].c`: members by name, members of lists by position, or by their type or name. */
function memberOf(value: JsonValue, path: string): JsonValue | undefined {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  return steps.reduce<JsonValue | undefined>((found, step) => {
    if (Array.isArray(found)) {
      const list = found as JsonValue[];
      return (
        list[Number(step)] ??
        list.find((item) => isJsonObject(item) && (item['type'] === step || item['name'] === step))
      );
    }
    return isJsonObject(found) ? found[step] : undefined;
  }, value);
}

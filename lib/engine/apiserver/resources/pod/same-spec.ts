/**
 * Whether two pod specs say the same; quantities count by their amount, empty and absent lists are alike.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/api/equality/semantic.go
 */
import type { Container, PodSpec } from '../../../apimachinery/api/core-v1';
import type { JsonValue } from '../../../apimachinery/object-meta';
import { Quantity } from '../../../apimachinery/quantity';
import { sameJson } from '../../../apimachinery/same-json';
import { completed, eachCompleted } from '../../defaults';
import type { ResourceList } from './pod-types';

export function sameSpec(a: PodSpec, b: PodSpec): boolean {
  return a === b || sameJson(comparable(a) as JsonValue, comparable(b) as JsonValue);
}

function comparable(spec: PodSpec): PodSpec {
  let one = completed(spec, 'overhead', amounts);
  one = completed(one, 'containers', (list) => eachCompleted(list, ofContainer));
  one = completed(one, 'initContainers', (list) => eachCompleted(list, ofContainer));
  return completed(one, 'volumes', (list) =>
    eachCompleted(list, (volume) => completed(volume, 'emptyDir', (source) => completed(source, 'sizeLimit', amount))),
  );
}

function ofContainer(container: Container): Container {
  return completed(container, 'resources', (resources) =>
    completed(
      completed(resources, 'limits', (list) => amounts(list)),
      'requests',
      (list) => amounts(list),
    ),
  );
}

/** Thousandths: nothing finer is stored. */
function amount(text: string): string {
  return `${Quantity.parse(text).scaledValue(-3)}m`;
}

function amounts(list: ResourceList): ResourceList {
  return Object.fromEntries(Object.entries(list).map(([name, text]) => [name, amount(text)]));
}

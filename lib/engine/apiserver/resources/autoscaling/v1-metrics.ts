/**
 * Metrics as version 1 writes them into annotations: flat, with the target's kind told by the name of the field.
 *
 * Upstream: pkg/apis/autoscaling/v1/conversion.go, staging/src/k8s.io/api/autoscaling/v1/types.go
 */
import type { LabelSelector } from '../../../apimachinery/labels';
import type { JsonObject } from '../../../apimachinery/object-meta';
import type { MetricSources, MetricSpec, MetricStatus, MetricTarget, ObjectReference } from './autoscaler-types';

/** One of the sources of version 1, its fields in Go's order. */
interface SourceV1 {
  readonly target?: ObjectReference;
  readonly name?: string;
  readonly container?: string;
  readonly metricName?: string;
  readonly metricSelector?: LabelSelector;
  readonly selector?: LabelSelector;
  readonly targetValue?: string;
  readonly averageValue?: string;
  readonly targetAverageValue?: string;
  readonly targetAverageUtilization?: number;
  readonly currentValue?: string;
  readonly currentAverageValue?: string;
  readonly currentAverageUtilization?: number;
}

export type MetricV1 = { readonly type?: string } & {
  readonly [source in keyof MetricSources<unknown>]?: SourceV1;
};

const NO_REFERENCE: ObjectReference = { kind: '', name: '' };

function referenceToV1({ kind, name, apiVersion }: ObjectReference): ObjectReference {
  return { kind, name, ...(apiVersion ? { apiVersion } : {}) };
}

export function metricToV1({ type, object, pods, resource, containerResource, external }: MetricSpec): MetricV1 {
  return {
    type,
    object: object && {
      target: referenceToV1(object.describedObject),
      metricName: object.metric.name,
      targetValue: object.target.value ?? '0',
      selector: object.metric.selector,
      averageValue: object.target.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      targetAverageValue: pods.target.averageValue ?? '0',
      selector: pods.metric.selector,
    },
    resource: resource && { name: resource.name, ...utilizationToV1(resource.target) },
    containerResource: containerResource && {
      name: containerResource.name,
      ...utilizationToV1(containerResource.target),
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric.name,
      metricSelector: external.metric.selector,
      targetValue: external.target.value,
      targetAverageValue: external.target.averageValue,
    },
  };
}

function utilizationToV1({ averageUtilization, averageValue }: MetricTarget): SourceV1 {
  return { targetAverageUtilization: averageUtilization, targetAverageValue: averageValue };
}

export function metricFromV1({ type, object, pods, resource, containerResource, external }: MetricV1): MetricSpec {
  return present({
    type,
    object: object && {
      describedObject: object.target ?? NO_REFERENCE,
      metric: present({ name: object.metricName ?? '', selector: object.selector }),
      target: present({
        type: object.averageValue === undefined ? 'Value' : 'AverageValue',
        value: object.targetValue ?? '0',
        averageValue: object.averageValue,
      }),
    },
    pods: pods && {
      metric: present({ name: pods.metricName ?? '', selector: pods.selector }),
      target: { type: 'AverageValue', averageValue: pods.targetAverageValue ?? '0' },
    },
    resource: resource && { name: resource.name ?? '', target: utilizationFromV1(resource) },
    containerResource: containerResource && {
      name: containerResource.name ?? '',
      container: containerResource.container ?? '',
      target: utilizationFromV1(containerResource),
    },
    external: external && {
      metric: present({ name: external.metricName ?? '', selector: external.metricSelector }),
      target: present({
        type: external.targetValue === undefined ? 'AverageValue' : 'Value',
        value: external.targetValue,
        averageValue: external.targetAverageValue,
      }),
    },
  });
}

function utilizationFromV1({ targetAverageUtilization, targetAverageValue }: SourceV1): MetricTarget {
  return present({
    type: targetAverageUtilization === undefined ? 'AverageValue' : 'Utilization',
    averageUtilization: targetAverageUtilization,
    averageValue: targetAverageValue,
  });
}

export function statusToV1({ type, object, pods, resource, containerResource, external }: MetricStatus): MetricV1 {
  return {
    type,
    object: object && {
      target: referenceToV1(object.describedObject),
      metricName: object.metric.name,
      currentValue: object.current.value ?? '0',
      selector: object.metric.selector,
      averageValue: object.current.averageValue,
    },
    pods: pods && {
      metricName: pods.metric.name,
      currentAverageValue: pods.current.averageValue ?? '0',
      selector: pods.metric.selector,
    },
    resource: resource && {
      name: resource.name,
      currentAverageUtilization: resource.current.averageUtilization,
      currentAverageValue: resource.current.averageValue ?? '0',
    },
    containerResource: containerResource && {
      name: containerResource.name,
      currentAverageUtilization: containerResource.current.averageUtilization,
      currentAverageValue: containerResource.current.averageValue ?? '0',
      container: containerResource.container,
    },
    external: external && {
      metricName: external.metric.name,
      metricSelector: external.metric.selector,
      currentValue: external.current.value ?? '0',
      currentAverageValue: external.current.averageValue,
    },
  };
}

export function statusFromV1({ type, object, pods, resource, containerResource, external }: MetricV1): MetricStatus {
  return present({
    type,
    object: object && {
      describedObject: object.target ?? NO_REFERENCE,
      metric: present({ name: object.metricName ?? '', selector: object.selector }),
      current: present({ value: object.currentValue ?? '0', averageValue: object.averageValue }),
    },
    pods: pods && {
      metric: present({ name: pods.metricName ?? '', selector: pods.selector }),
      current: { averageValue: pods.currentAverageValue ?? '0' },
    },
    resource: resource && {
      name: resource.name ?? '',
      current: present({
        averageValue: resource.currentAverageValue ?? '0',
        averageUtilization: resource.currentAverageUtilization,
      }),
    },
    containerResource: containerResource && {
      name: containerResource.name ?? '',
      container: containerResource.container ?? '',
      current: present({
        averageValue: containerResource.currentAverageValue ?? '0',
        averageUtilization: containerResource.currentAverageUtilization,
      }),
    },
    external: external && {
      metric: present({ name: external.metricName ?? '', selector: external.metricSelector }),
      current: present({ value: external.currentValue ?? '0', averageValue: external.currentAverageValue }),
    },
  });
}

/** Without members that are undefined. */
function present<T extends object>(object: T): T {
  const members = Object.entries(object as JsonObject).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as T;
}

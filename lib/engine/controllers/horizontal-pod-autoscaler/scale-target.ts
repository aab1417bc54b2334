/**
 * What an autoscaler scales, through the scale subresource of whatever kind it is.
 *
 * Upstream: pkg/controller/podautoscaler/horizontal.go (scaleForResourceMappings), staging/src/k8s.io/client-go/scale/client.go
 */
import type { CrossVersionObjectReference } from '../../apimachinery/api/autoscaling-v2';
import { quote } from '../../apimachinery/go-text';
import { parseGroupVersion, type GroupResource, type KubeObject } from '../../apimachinery/object-meta';
import { StatusError } from '../../apimachinery/status-error';
import type { Client } from '../../client/client';

type ScaleObject = KubeObject<{
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}>;

export interface Scale {
  readonly object: ScaleObject;
  readonly target: GroupResource;
}

/** The scale cannot be read; `told` is what conditions and events say. */
export class NoScaleError extends Error {
  constructor(
    readonly told: string,
    context: string,
  ) {
    super(`${context}: ${told}`);
  }
}

/** @throws NoScaleError */
export function readScale(client: Client, namespace: string, reference: CrossVersionObjectReference): Scale {
  const { apiVersion = '', kind, name } = reference;
  const groupVersion = apiVersion === '' ? { group: '' } : parseGroupVersion(apiVersion);
  if (!groupVersion)
    throw new NoScaleError(
      `unexpected GroupVersion string: ${apiVersion}`,
      'invalid API version in scale target reference',
    );
  const { group } = groupVersion;
  const resource = client.served().find((served) => served.group === group && served.kind === kind);
  if (!resource)
    throw new NoScaleError(
      `no matches for kind ${quote(kind)} in group ${quote(group)}`,
      'unable to determine resource for scale target reference',
    );
  try {
    const object = client.resource(resource.plural, group).getSubresource('scale', name, namespace) as ScaleObject;
    return { object, target: { group, resource: resource.plural } };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const place = `${kind}/${namespace}/${name}`;
    throw new NoScaleError(error.message, `failed to query scale subresource for ${place}`);
  }
}

/** @throws StatusError as the API server answers */
export function writeScale(client: Client, { object, target }: Scale, replicas: number): void {
  const changed = { ...object, spec: { replicas } };
  client.resource(target.resource, target.group).updateSubresource('scale', changed);
}

/** Requests through the HTTP door of a cluster, for tests that look at what the API server answers. */
import type { ObjectMeta } from '../../../lib/engine/apimachinery/object-meta';
import type { Cluster } from '../../../lib/engine/cluster';

/** What the server writes: an object, or a Status. */
export interface AnsweredObject {
  readonly metadata: ObjectMeta;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly object: AnsweredObject;
  readonly warnings: readonly string[];
  /** `field: what is wrong`, for each cause of a refusal. */
  readonly faults: readonly string[];
}

export type Door = (method: string, url: string, body?: object) => Answer;

/** A PATCH is sent as a merge patch. */
export function doorOf(cluster: Cluster): Door {
  return (method, url, body) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const response = cluster.http({
      method,
      url,
      headers: { 'content-type': type },
      body: body && JSON.stringify(body),
    });
    const object = JSON.parse(response.body) as AnsweredObject;
    const { causes = [] } = (object.details ?? {}) as { causes?: readonly { field: string; message: string }[] };
    return {
      status: response.status,
      object,
      warnings: response.warnings,
      faults: causes.map(({ field, message }) => `${field}: ${message}`),
    };
  };
}

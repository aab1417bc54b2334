/**
 * What discovery tells about one resource: names, scope, verbs, subresources. Built-in resources and those of
 * CustomResourceDefinitions have the same shape, so discovery, routing and OpenAPI need not tell them apart.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go (APIResource)
 */

/** The verbs of an ordinary stored resource. */
export const ALL_VERBS: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/** The verbs of `status`, `scale` and their like. */
export const STATUS_VERBS: readonly string[] = ['get', 'patch', 'update'];

export interface SubresourceFacts {
  /** `status` of `pods/status`. */
  readonly name: string;
  /** The kind that is sent or answered, e.g. `Scale` of `autoscaling/v1`. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

export interface ResourceFacts {
  /** The core group is ''. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly SubresourceFacts[];
  /** Tells clients in which version objects are stored; absent for resources that are not stored. */
  readonly storageVersionHash?: string;
  /** DELETE answers with the object that is gone instead of a Status. */
  readonly deleteAnswersObject?: true;
  /** Declared by a CustomResourceDefinition. */
  readonly custom?: true;
  /** OpenAPI says nothing of it. */
  readonly undocumented?: true;
}

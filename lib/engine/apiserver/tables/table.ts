/**
 * Tables, as `kubectl get` asks for them.
 *
 * Upstream: pkg/printers/internalversion/printers.go, staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor
 */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import type { ResourceDefinition } from '../resource-definition';

export interface TableOptions {
  readonly nowMs: number;
  /** `v1` or `v1beta1` of meta.k8s.io. */
  readonly metaVersion: string;
  /** What each row carries of its object. */
  readonly includeObject: 'None' | 'Metadata' | 'Object';
  readonly noHeaders?: boolean;
}

const COLUMNS = [
  { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 },
  { name: 'Created At', type: 'date', format: '', description: '', priority: 0 },
];

export function tableOf(
  _definition: ResourceDefinition,
  objects: readonly KubeObject[],
  options: TableOptions,
): JsonObject {
  const apiVersion = `meta.k8s.io/${options.metaVersion}`;
  const rows = objects.map((object) => ({
    cells: [object.metadata.name, object.metadata.creationTimestamp ?? null],
    ...(options.includeObject === 'None'
      ? {}
      : {
          object:
            options.includeObject === 'Object'
              ? object
              : { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata },
        }),
  }));
  return {
    kind: 'Table',
    apiVersion,
    metadata: {},
    ...(options.noHeaders ? {} : { columnDefinitions: COLUMNS }),
    rows,
  } as unknown as JsonObject;
}

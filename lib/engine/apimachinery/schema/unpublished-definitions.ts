/**
 * Meta kinds that the API server speaks but does not publish in its OpenAPI documents: tables, partial metadata, bare lists.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go
 */
import type { Definition } from './definitions';

const typeMeta = { apiVersion: 'string', kind: 'string' };
const metaGroupVersions = ['meta.k8s.io/v1', 'meta.k8s.io/v1beta1'];

export const unpublishedDefinitions: Readonly<Record<string, Definition>> = {
  'meta.v1.Table': {
    kinds: metaGroupVersions,
    required: ['columnDefinitions', 'rows'],
    fields: {
      ...typeMeta,
      columnDefinitions: '[]TableColumnDefinition',
      metadata: 'ListMeta',
      rows: '[]TableRow',
    },
  },
  'meta.v1.TableColumnDefinition': {
    required: ['name', 'type', 'format', 'description', 'priority'],
    fields: { description: 'string=', format: 'string=', name: 'string=', priority: 'int32=', type: 'string=' },
  },
  'meta.v1.TableRow': {
    required: ['cells'],
    fields: { cells: '[]JSON', conditions: '[]TableRowCondition', object: 'runtime.RawExtension' },
  },
  'meta.v1.TableRowCondition': {
    required: ['type', 'status'],
    fields: { message: 'string', reason: 'string', status: 'string=', type: 'string=' },
  },
  'meta.v1.JSON': { leaf: {} },
  'meta.v1.PartialObjectMetadata': {
    kinds: metaGroupVersions,
    fields: { ...typeMeta, metadata: 'ObjectMeta' },
  },
  'meta.v1.PartialObjectMetadataList': {
    kinds: metaGroupVersions,
    required: ['items'],
    fields: { ...typeMeta, items: '[]PartialObjectMetadata', metadata: 'ListMeta' },
  },
  'meta.v1.List': {
    kinds: ['v1'],
    required: ['items'],
    fields: { ...typeMeta, items: '[]runtime.RawExtension', metadata: 'ListMeta' },
  },
};

/**
 * Tables, as `kubectl get` asks for them: a row of cells for each object.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/response.go (asTable), pkg/printers/storage, pkg/printers/tablegenerator.go
 * Differs: descriptions of columns are our own words
 */
import type { JsonObject, JsonValue, KubeObject } from '../../apimachinery/object-meta';
import type { TablePrinter } from './column';

export interface TableOptions {
  readonly nowMs: number;
  /** `v1` or `v1beta1` of meta.k8s.io. */
  readonly metaVersion: string;
  /** What each row carries of its object. */
  readonly includeObject: 'None' | 'Metadata' | 'Object';
  /** Leaves the columns out: all but the first table of a watch. */
  readonly noHeaders?: boolean;
}

/** `metadata` is that of the list, or the resourceVersion of the object. */
export function tableOf(
  printer: TablePrinter,
  objects: readonly KubeObject[],
  metadata: JsonObject,
  options: TableOptions,
): JsonObject {
  const { columns, compare } = printer;
  const ordered = compare ? [...objects].sort((left, right) => compare(left, right)) : objects;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.metaVersion}`,
    metadata,
    columnDefinitions: options.noHeaders
      ? null
      : columns.map(({ name, type, format, description, priority }) => ({ name, type, format, description, priority })),
    rows: ordered.map((object) => rowOf(printer, object, options)),
  };
}

function rowOf(printer: TablePrinter, object: KubeObject, options: TableOptions): JsonObject {
  const conditions = printer.conditions?.(object);
  return {
    cells: printer.columns.map((column) => column.cell(object, options.nowMs)),
    ...(conditions ? { conditions } : {}),
    ...(options.includeObject === 'None' ? {} : { object: shownObject(object, options) }),
  };
}

function shownObject(object: KubeObject, { includeObject, metaVersion }: TableOptions): JsonValue {
  if (includeObject === 'Object') return object;
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${metaVersion}`, metadata: object.metadata };
}

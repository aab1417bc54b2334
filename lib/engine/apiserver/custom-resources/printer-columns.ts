/**
 * The table of a custom resource: its name, and the columns that its version declares (its age where it declares none).
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go
 */
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../apimachinery/object-meta';
import { ageSince } from '../../apimachinery/time';
import { formatGoValue } from '../../apimachinery/go-format';
import { type Cell, type Column, NAME, type TablePrinter } from '../tables/column';
import { findByPath } from './json-path';
import type { PrinterColumn } from './json-schema';

const AGE: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

export function customPrinter(columns: readonly PrinterColumn[] | undefined): TablePrinter {
  return { columns: [NAME, ...(columns?.length ? columns : [AGE]).map(columnOf)] };
}

function columnOf(declared: PrinterColumn): Column {
  const { name, type, format = '', description = '', priority = 0, jsonPath } = declared;
  return {
    name,
    type: type as Column['type'],
    format,
    description,
    priority,
    cell: (object, nowMs) => cellOf(findByPath(object as JsonObject, jsonPath)[0], type, nowMs),
  };
}

function cellOf(first: JsonValue | undefined, type: string, nowMs: number): Cell {
  if (first === undefined || first === null) return null;
  switch (type) {
    case 'integer':
      return typeof first === 'number' ? Math.trunc(first) : null;
    case 'number':
      return typeof first === 'number' ? first : null;
    case 'boolean':
      return typeof first === 'boolean' ? first : null;
    case 'date':
      if (typeof first !== 'string') return null;
      return Number.isNaN(Date.parse(first)) ? '<invalid>' : ageSince(first, nowMs);
    default:
      return textOf(first);
  }
}

/** Maps and lists are shown as JSON, as Go's JSONPath writes them. */
function textOf(value: JsonValue): string {
  return isJsonObject(value) || isJsonArray(value) ? JSON.stringify(value) : formatGoValue(value);
}

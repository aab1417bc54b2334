/** What a kind's table is made of: columns that know how to fill a cell from an object. */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { ageSince } from '../../apimachinery/time';

export type Cell = string | number | boolean | null;

/** Any kind; printers name the fields that they read. */
export type Shown = KubeObject<object>;

export interface Column<T extends Shown = Shown> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date' | 'number';
  /** `name` marks the column that identifies the row. */
  readonly format: string;
  readonly description: string;
  /** Columns above 0 are shown by `kubectl get -o wide` only. */
  readonly priority: number;
  cell(object: T, nowMs: number): Cell;
}

/** How objects of one kind become rows. */
export interface TablePrinter<T extends Shown = Shown> {
  readonly columns: readonly Column<T>[];
  /** Conditions of the row, e.g. that a pod has completed. */
  conditions?(object: T): readonly JsonObject[] | undefined;
  /** The order of a list's rows, where it is not the list's. */
  compare?(left: T, right: T): number;
}

/** A column of texts. */
export function text<T extends Shown>(
  name: string,
  description: string,
  cell: (object: T, nowMs: number) => Cell | undefined,
): Column<T> {
  return { name, type: 'string', format: '', description, priority: 0, cell: (object, now) => cell(object, now) ?? '' };
}

/** A column of whole numbers; what is absent counts as 0. */
export function integer<T extends Shown>(
  name: string,
  description: string,
  cell: (object: T) => Cell | undefined,
): Column<T> {
  return { name, type: 'integer', format: '', description, priority: 0, cell: (object) => cell(object) ?? 0 };
}

/** A column of booleans. */
export function boolean<T extends Shown>(name: string, description: string, cell: (object: T) => Cell): Column<T> {
  return { name, type: 'boolean', format: '', description, priority: 0, cell };
}

/** The same column, shown in wide output only. */
export function wide<T extends Shown>(column: Column<T>): Column<T> {
  return { ...column, priority: 1 };
}

export const NAME: Column = {
  ...text('Name', 'The name of the object.', ({ metadata }) => metadata.name),
  format: 'name',
};

export const AGE: Column = text('Age', 'How long ago the object was created.', ({ metadata }, nowMs) =>
  ageSince(metadata.creationTimestamp, nowMs),
);

/** When the object was created, as a time. */
export const CREATED_AT: Column = {
  ...text('Created At', 'When the object was created.', ({ metadata }) => metadata.creationTimestamp ?? null),
  type: 'date',
};

/** For kinds that have no table of their own. */
export const DEFAULT_PRINTER: TablePrinter = { columns: [NAME, CREATED_AT] };

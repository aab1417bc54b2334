/**
 * Whether a value is of its type, as server-side apply checks what is applied: unknown fields, wrong types, items without key, duplicates.
 *
 * Upstream: sigs.k8s.io/structured-merge-diff/v4/typed/validate.go
 */
import { formatGoValue, goTypeName } from '../go-format';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import type { ListSchema, ScalarType, Schema } from '../schema/schema';
import { goSyntax } from '../validation/go-value';
import { describePath, fieldElement, type PathElement } from './path-element';
import { itemElement, ItemError, itemSchema, memberSchema, membersOf, shapeOf } from './typed-shape';

/** A value is not of its type; one line, or one line for each fault. */
export class TypedError extends Error {
  override readonly name = 'TypedError';

  constructor(readonly faults: readonly string[]) {
    super(faults.length === 1 ? faults[0] : ['errors:', ...faults.map((fault) => `  ${fault}`)].join('\n'));
  }
}

/** @throws TypedError with all faults */
export function validateTyped(value: JsonValue, schema: Schema): void {
  const validation = new Validation();
  validation.visit(value, schema);
  if (validation.faults.length > 0) throw new TypedError(validation.faults);
}

/** The duplicate of an item, told as a fault of the list that has it twice. */
export function duplicateFault(list: readonly PathElement[], element: PathElement): string {
  const where = describePath(list);
  return `${where === '' ? '' : `${where}: `}duplicate entries for key ${describePath([element])}`;
}

class Validation {
  readonly faults: string[] = [];
  readonly #path: PathElement[] = [];

  visit(value: JsonValue, schema: Schema): void {
    if (value === null) return;
    const shape = shapeOf(schema, value);
    if (shape === 'scalar') this.#scalar(value, schema.type as ScalarType);
    else if (shape === 'map') this.#map(value, schema);
    else this.#list(value, schema);
  }

  #fault(message: string): void {
    const where = describePath(this.#path);
    this.faults.push(where === '' ? message : `${where}: ${message}`);
  }

  #below(element: PathElement, visit: () => void): void {
    this.#path.push(element);
    visit();
    this.#path.pop();
  }

  #scalar(value: JsonValue, type: ScalarType): void {
    switch (type) {
      case 'string':
      case 'bytes':
        if (typeof value !== 'string')
          this.#fault(`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
        return;
      case 'int32':
      case 'int64':
      case 'number':
        if (typeof value !== 'number') this.#fault(`expected numeric (int or float), got ${goTypeName(value)}`);
        return;
      case 'boolean':
        if (typeof value !== 'boolean') this.#fault(`expected boolean, got &{${formatGoValue(value)}}`);
        return;
      default:
        return;
    }
  }

  #map(value: JsonValue, schema: Schema): void {
    if (!isJsonObject(value)) return this.#fault(`expected map, got &{${formatGoValue(value)}}`);
    for (const [name, member] of membersOf(value as JsonObject)) {
      const field = memberSchema(schema, name);
      // Upstream leaves a map at its first unknown field, too.
      if (!field) return this.#below(fieldElement(name), () => this.#fault('field not declared in schema'));
      this.#below(fieldElement(name), () => this.visit(member, field));
    }
  }

  #list(value: JsonValue, schema: Schema): void {
    if (!isJsonArray(value)) return this.#fault(`expected list, got &{${formatGoValue(value)}}`);
    if (schema.type === 'list' && schema.listType !== 'atomic') return this.#associative(value, schema);
    const items = itemSchema(schema);
    value.forEach((item, index) => this.#below(`i:${index}`, () => this.visit(item, items)));
  }

  #associative(items: readonly JsonValue[], schema: ListSchema): void {
    const seen = new Set<PathElement>();
    for (const [index, item] of items.entries()) {
      let element: PathElement;
      try {
        element = itemElement(schema, item);
      } catch (error) {
        if (!(error instanceof ItemError)) throw error;
        return this.#fault(`element ${index}: ${error.message}`);
      }
      if (seen.has(element)) this.faults.push(duplicateFault(this.#path, element));
      seen.add(element);
      this.#below(element, () => this.visit(item, schema.items));
    }
  }
}

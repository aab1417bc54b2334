/**
 * Whether rules may cost more than they are allowed: each for all values that its place in the schema can have, and all together.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/{validation,cel_validation}.go
 */
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import type { JsonSchema } from '../json-schema';
import { plus, times, UNCOUNTABLE } from './size-range';

const EXPRESSION_LIMIT = 10_000_000;
const SCHEMA_LIMIT = 100_000_000;
const MAX_NAMED = 4;
const ADVICE =
  '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';

/** How often a value can stand where its schema does; undefined where nothing limits it. */
export type Cardinality = number | undefined;

/** The same of what is right below: its members, items or values. */
export function cardinalityBelow(schema: JsonSchema, own: Cardinality): Cardinality {
  const factor = elementsOf(schema);
  return own === undefined || factor === undefined ? undefined : times(own, factor);
}

function elementsOf({ type, additionalProperties, maxItems, maxProperties }: JsonSchema): Cardinality {
  const isMap = type === 'object' && additionalProperties !== undefined;
  if (!isMap && type !== 'array') return 1;
  const limit = isMap ? maxProperties : maxItems;
  return limit === undefined ? undefined : Math.max(limit, 0);
}

interface ObservedCost {
  readonly at: FieldPath;
  readonly cost: number;
}

/** The costs of all expressions of a schema. */
export class SchemaCost {
  #total = 0;
  #expensive: readonly ObservedCost[] = [];

  /** The fault of an expression, which counts for the schema as well; `name` is what upstream calls the cost. */
  observe(at: FieldPath, cost: number, name: string): FieldError[] {
    this.#total = plus(this.#total, cost);
    // What takes less than a hundredth is not what makes it too much.
    if (cost >= SCHEMA_LIMIT / 100)
      this.#expensive = [...this.#expensive, { at, cost }].sort((a, b) => b.cost - a.cost).slice(0, MAX_NAMED);
    return cost > EXPRESSION_LIMIT ? [FieldError.forbidden(at, excess(name, cost, EXPRESSION_LIMIT))] : [];
  }

  /** The faults of the schema as a whole, which stands at `at`. */
  faults(at: FieldPath): FieldError[] {
    if (this.#total <= SCHEMA_LIMIT) return [];
    const contributed = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
    const name = 'x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema';
    return [
      ...this.#expensive.map((expensive) => FieldError.forbidden(expensive.at, contributed)),
      FieldError.forbidden(at, excess(name, this.#total, SCHEMA_LIMIT)),
    ];
  }
}

/** What an expression costs where it may be evaluated that often. */
export function costForAll(cost: number, cardinality: number): number {
  return Math.min(cost * cardinality, UNCOUNTABLE);
}

function excess(name: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const shown = factor > 100 ? 'more than 100' : factor < 1.5 ? factor.toFixed(6) : factor.toFixed(1);
  return `${name} exceeds budget by factor of ${shown}x ${ADVICE}`;
}

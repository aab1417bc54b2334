/** What cel-go 0.16.1 and apiextensions-apiserver 0.28.15 say of some rules, written down once. */
import type { JsonObject } from '../../../../../lib/engine/apimachinery/object-meta';
import type { JsonSchema } from '../../../../../lib/engine/apiserver/custom-resources/json-schema';
import recorded from './rule-costs.json';

interface RecordedCosts {
  /** That of `self` in `rules`. */
  readonly schema: JsonSchema;
  readonly value: JsonObject;
  /** A rule, what it is estimated to cost, what it has cost for `value`, and whether it holds. */
  readonly rules: readonly (readonly [rule: string, estimate: number, spent: number, holds: boolean])[];
  /** Definitions with such a schema for `spec`, and all that is wrong with them. */
  readonly definitions: readonly {
    readonly name: string;
    readonly schema: JsonSchema;
    readonly faults: readonly string[];
  }[];
}

export const ruleCosts = recorded as unknown as RecordedCosts;

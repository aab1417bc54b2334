/**
 * Whether an expression may cost more than one rule is allowed.
 *
 * Upstream: github.com/google/cel-go/checker/cost.go, apiextensions-apiserver/pkg/apis/apiextensions/validation/{validation,cel_validation}.go
 * Differs: only texts of unknown length that are put together are counted, which alone exceed every budget; loops are not
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';

const ADVICE =
  'exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';

/** True where the cost has no limit: `'x' + string(self)`, since nobody knows how long a converted text is. */
export function isUnbounded(node: ASTNode): boolean {
  if (node.op === '+' && partsOf(node).some(isConversion)) return true;
  return partsOf(node).some(isUnbounded);
}

function isConversion(node: ASTNode): boolean {
  return node.op === 'call' && node.args[0] === 'string';
}

/** The nodes right below, however the operator holds them. */
export function partsOf(node: ASTNode): ASTNode[] {
  const visit = (part: unknown): ASTNode[] => (Array.isArray(part) ? part.flatMap(visit) : isNode(part) ? [part] : []);
  return visit(node.args);
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === 'object' && part !== null && 'op' in part && 'args' in part;
}

/** The faults of an expression whose cost has no limit; `name` is what upstream calls it. */
export function costFault(at: FieldPath, name: 'estimated rule cost' | 'estimated messageExpression cost'): FieldError {
  return FieldError.forbidden(at, `${name} ${ADVICE}`);
}

/** The faults of a schema that has such expressions, at most four of which are named. */
export function totalCostFaults(at: FieldPath, errors: readonly FieldError[]): FieldError[] {
  const expensive = errors.filter(({ detail }) => detail.endsWith(ADVICE)).slice(0, 4);
  if (expensive.length === 0) return [];
  const contributed = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
  return [
    ...expensive.map(({ field }) => FieldError.forbidden(field, contributed)),
    FieldError.forbidden(
      at,
      `x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema ${ADVICE}`,
    ),
  ];
}

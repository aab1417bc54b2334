/**
 * Rules of `x-kubernetes-validations`, compiled against the type of the schema that has them.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go
 */
import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import type { JsonSchema, ValidationRule } from '../json-schema';
import { compilationErrorText } from './compilation-error';
import { asResource, typedEnvironment } from './declared-types';

export interface CompiledRule {
  readonly rule: ValidationRule;
  /** Undefined where the rule does not compile. */
  readonly expression?: ASTNode;
  readonly error?: string;
  /** The text that the rule's failure is told in, if it is an expression. */
  readonly message?: ASTNode;
  readonly messageError?: string;
  /** It compares with `oldSelf`, so it is asked of changes only. */
  readonly isTransition: boolean;
}

/** The rules of one schema, not those below it. */
export function compileRules(schema: JsonSchema, isResource: boolean): CompiledRule[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length === 0) return [];
  const environment = typedEnvironment(isResource ? asResource(schema) : schema);
  return environment ? rules.map((rule) => compileRule(rule, environment)) : [];
}

interface Compiled {
  readonly expression?: ASTNode;
  readonly error?: string;
}

function compile(expression: string, environment: Environment, type: string, mustBe: string): Compiled {
  const result = environment.check(expression);
  if (result.error) return { error: `compilation failed: ${compilationErrorText(expression, result.error)}` };
  if (result.type !== type && result.type !== 'dyn') return { error: mustBe };
  return { expression: environment.parse(expression).ast };
}

function compileRule(rule: ValidationRule, environment: Environment): CompiledRule {
  const { expression, error } = compile(rule.rule, environment, 'bool', 'cel expression must evaluate to a bool');
  const text = rule.messageExpression ?? '';
  const message: Compiled =
    error !== undefined || text.trim() === ''
      ? {}
      : compile(text, environment, 'string', 'messageExpression must evaluate to a string');
  return {
    rule,
    expression,
    error,
    message: message.expression,
    messageError: message.error?.replace(/^compilation failed/, 'messageExpression compilation failed'),
    isTransition: expression !== undefined && mentions(expression, 'oldSelf'),
  };
}

function mentions(node: ASTNode, name: string): boolean {
  return node.op === 'id' ? node.args === name : partsOf(node).some((part) => mentions(part, name));
}

/** The nodes right below, however the operator holds them. */
function partsOf(node: ASTNode): ASTNode[] {
  const visit = (part: unknown): ASTNode[] => (Array.isArray(part) ? part.flatMap(visit) : isNode(part) ? [part] : []);
  return visit(node.args);
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === 'object' && part !== null && 'op' in part && 'args' in part;
}

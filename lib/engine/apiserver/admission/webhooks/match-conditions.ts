/**
 * CEL conditions that narrow down what a webhook is asked about.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions/matcher.go, pkg/admission/plugin/cel
 */
import type { Environment } from '@marcbachmann/cel-js';
import type { JsonValue } from '../../../apimachinery/object-meta';
import { forbidden } from '../../../apimachinery/status-error';
import { aggregateMessage } from '../../../apimachinery/validation/field-error';
import type { Authorizer } from '../../authorization/authorizer';
import { celValueOf } from '../../custom-resources/cel/cel-values';
import { compilationErrorText } from '../../custom-resources/cel/compilation-error';
import { CostBudget, OUT_OF_BUDGET } from '../../custom-resources/cel/cost-budget';
import { newEnvironment } from '../../custom-resources/cel/declared-types';
import { evaluationErrorText } from '../../custom-resources/cel/evaluation-error';
import { MeteredProgram } from '../../custom-resources/cel/metered-program';
import type { AdmissionRequest } from '../admission';
import { admissionReview } from './admission-review';
import { CelAuthorizer, registerAuthorizer } from './cel-authorizer';
import type { Invocation } from './hook';

let known: Environment | undefined;

function environment(): Environment {
  known ??= registerAuthorizer(newEnvironment())
    .registerVariable('object', 'dyn')
    .registerVariable('oldObject', 'dyn')
    .registerVariable('request', 'dyn');
  return known;
}

const parsed = new Map<string, MeteredProgram>();
const MAX_PARSED = 1000;

function parse(expression: string): MeteredProgram {
  let program = parsed.get(expression);
  if (!program) {
    program = new MeteredProgram(environment().parse(expression).ast, environment());
    if (parsed.size >= MAX_PARSED) parsed.clear();
    parsed.set(expression, program);
  }
  return program;
}

/** What is wrong with an expression; undefined when it can be evaluated and gives a bool. */
export function matchConditionFault(expression: string): string | undefined {
  const { type, error } = environment().check(expression);
  if (error) return `compilation failed: ${compilationErrorText(expression, error)}`;
  return type === 'bool' || type === 'dyn' ? undefined : 'must evaluate to bool';
}

/**
 * Whether all conditions hold. One that is false settles it; one that cannot be evaluated counts as the failure policy says, and so does
 * a budget that does not suffice for all.
 * @throws StatusError Forbidden
 */
export function conditionsHold(request: AdmissionRequest, invocation: Invocation, authorizer: Authorizer): boolean {
  const { matchConditions = [], failurePolicy } = invocation.hook.webhook;
  if (matchConditions.length === 0) return true;
  const context = contextOf(request, invocation, authorizer);
  const answers: unknown[] = [];
  const errors: string[] = [];
  const budget = CostBudget.ofMatchConditions();
  for (const { expression } of matchConditions) {
    const { result, failure, cost } = parse(expression).run(context);
    if (!budget.spend(cost)) {
      errors.splice(0, errors.length, OUT_OF_BUDGET);
      break;
    }
    answers.push(result);
    if (failure !== undefined)
      errors.push(`expression '${expression}' resulted in error: ${evaluationErrorText(failure)}`);
  }
  if (answers.includes(false) && !budget.isOver) return false;
  if (errors.length === 0) return true;
  if (failurePolicy === 'Ignore') return false;
  const { target, object } = request;
  throw forbidden(
    target.definition.groupResource,
    target.name || object?.metadata.name || '',
    aggregateMessage(errors),
  );
}

function contextOf(request: AdmissionRequest, { target }: Invocation, authorizer: Authorizer): Record<string, unknown> {
  const { object, oldObject, ...rest } = admissionReview(request, target, 'v1', '').request as Record<
    string,
    JsonValue
  >;
  return {
    object: celValueOf(object ?? null, undefined),
    oldObject: celValueOf(oldObject ?? null, undefined),
    request: celValueOf(rest, undefined),
    authorizer: new CelAuthorizer(authorizer, request.caller.user),
  };
}

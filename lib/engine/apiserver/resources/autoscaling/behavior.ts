/**
 * How fast an autoscaler scales: defaults and validation of `spec.behavior`.
 *
 * Upstream: pkg/apis/autoscaling/v2/defaults.go (GenerateHPAScaleUpRules, GenerateHPAScaleDownRules),
 * pkg/apis/autoscaling/validation/validation.go (validateScalingRules)
 */
import { wasGivenEmpty } from '../../../apimachinery/schema/normalize';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { filled } from '../../defaults';
import { each, fields, given, type Rule } from '../../validation/rules';
import type { Behavior, ScalingPolicy, ScalingRules } from './autoscaler-types';

const MAX_WINDOW_SECONDS = 3600;
const MAX_PERIOD_SECONDS = 1800;
const SELECT_POLICIES = ['Disabled', 'Max', 'Min'];
const POLICY_TYPES = ['Percent', 'Pods'];

const SCALE_UP: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const SCALE_DOWN: ScalingRules = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

export function completeBehavior(behavior: Behavior): Behavior {
  const { scaleUp = {}, scaleDown = {} } = behavior;
  const complete = {
    ...behavior,
    scaleUp: completeRules(scaleUp, SCALE_UP),
    scaleDown: completeRules(scaleDown, SCALE_DOWN),
  };
  return complete.scaleUp === behavior.scaleUp && complete.scaleDown === behavior.scaleDown ? behavior : complete;
}

/** An empty list of policies is no absent one: it stays, and is refused. */
function completeRules(rules: ScalingRules, defaults: ScalingRules): ScalingRules {
  return filled(wasGivenEmpty(rules, 'policies') ? { ...rules, policies: [] } : rules, defaults);
}

const policyRule: Rule<ScalingPolicy> = given(({ type = '', value = 0, periodSeconds = 0 }, at, report) => {
  if (!POLICY_TYPES.includes(type)) report(FieldError.notSupported(at.child('type'), type, POLICY_TYPES));
  const positive = (name: string, number: number): void => {
    if (number <= 0) report(FieldError.invalid(at.child(name), number, 'must be greater than zero'));
  };
  positive('value', value);
  positive('periodSeconds', periodSeconds);
  if (periodSeconds > MAX_PERIOD_SECONDS) {
    const detail = `must be less than or equal to ${MAX_PERIOD_SECONDS}`;
    report(FieldError.invalid(at.child('periodSeconds'), periodSeconds, detail));
  }
});

const scalingRule: Rule<ScalingRules> = given((rules, at, report, context) => {
  const { stabilizationWindowSeconds: window = 0, selectPolicy, policies } = rules;
  const place = at.child('stabilizationWindowSeconds');
  if (window < 0) report(FieldError.invalid(place, window, 'must be greater than or equal to zero'));
  if (window > MAX_WINDOW_SECONDS) {
    report(FieldError.invalid(place, window, `must be less than or equal to ${MAX_WINDOW_SECONDS}`));
  }
  if (selectPolicy !== undefined && !SELECT_POLICIES.includes(selectPolicy)) {
    report(FieldError.notSupported(at.child('selectPolicy'), selectPolicy, SELECT_POLICIES));
  }
  if (!policies || policies.length === 0) {
    report(FieldError.required(at.child('policies'), 'must specify at least one Policy'));
  }
  each(policyRule)(policies, at.child('policies'), report, context);
});

export const behaviorRule: Rule<Behavior> = fields<Behavior>({ scaleUp: scalingRule, scaleDown: scalingRule });

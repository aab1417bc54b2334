/**
 * Defaults of Jobs, and what they forget because its feature gate is off.
 *
 * Upstream: pkg/apis/batch/v1/defaults.go, pkg/registry/batch/job/strategy.go (PrepareForCreate), pkg/registry/batch/cronjob/strategy.go
 */
import { completed, eachCompleted, filled } from '../../defaults';
import { completePodTemplate } from '../pod/pod-defaults';
import type { JobSpec, PodFailurePolicy } from './job-types';

/** Conditions of a failure policy are met when they are true. */
function completeFailurePolicy(spec: JobSpec): JobSpec {
  return completed(spec, 'podFailurePolicy', (policy) =>
    completed(policy, 'rules', (rules) =>
      eachCompleted(rules, (rule) =>
        completed(rule, 'onPodConditions', (patterns) =>
          eachCompleted(patterns, (pattern) => filled(pattern, { status: 'True' })),
        ),
      ),
    ),
  );
}

/** What the template of a CronJob's Jobs gets; the rest comes when a Job is made of it. */
export function completeJobTemplateSpec(spec: JobSpec): JobSpec {
  return completed(completeFailurePolicy(spec), 'template', completePodTemplate);
}

export function completeJobSpec(spec: JobSpec): JobSpec {
  const alone = spec.completions === undefined && spec.parallelism === undefined;
  const counted = alone ? { ...spec, completions: 1, parallelism: 1 } : spec;
  return completeJobTemplateSpec(
    filled(counted, { parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false }),
  );
}

/**
 * The gates JobBackoffLimitPerIndex and JobPodReplacementPolicy are off: what they bring is forgotten unless it was there. A policy
 * that is there already never changes.
 */
export function withoutGatedFields(spec: JobSpec, old?: JobSpec): JobSpec {
  const kept: Record<string, unknown> = { ...spec };
  if (old?.backoffLimitPerIndex === undefined) {
    delete kept.backoffLimitPerIndex;
    delete kept.maxFailedIndexes;
  }
  if (!old && spec.podFailurePolicy) kept.podFailurePolicy = withoutFailIndex(spec.podFailurePolicy);
  if (old?.podReplacementPolicy === undefined) delete kept.podReplacementPolicy;
  return kept as JobSpec;
}

/** Where no rule is left there is no list either, once it was stored. */
function withoutFailIndex(policy: PodFailurePolicy): PodFailurePolicy {
  const rules = policy.rules?.filter(({ action }) => action !== 'FailIndex') ?? [];
  if (rules.length === policy.rules?.length) return policy;
  return { ...policy, rules: rules.length > 0 ? rules : null };
}

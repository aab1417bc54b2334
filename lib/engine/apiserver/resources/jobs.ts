/**
 * Job: pods that run to their end. Its template and selector are settled when it is created.
 *
 * Upstream: pkg/registry/batch/job/strategy.go, pkg/apis/batch/validation/validation.go (ValidateJob), pkg/apis/batch/v1/defaults.go
 */
import type { JsonValue } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { builtinSchemas } from '../../apimachinery/schema/builtin-schemas';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goDump } from '../../apimachinery/validation/go-dump';
import { goLabelSelector, type GoValue, type Printable } from '../../apimachinery/validation/go-value';
import { dns1123LabelFaults, nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { completed, rewrite } from '../defaults';
import { FIELD_IS_IMMUTABLE, fields, given, nonNegative, type Check } from '../validation/rules';
import { goFailurePolicy } from './job/failure-policy-rule';
import { generatedSelectorRule, withGeneratedSelector, withTemplateLabels } from './job/generated-selector';
import { completeJobSpec, withoutGatedFields } from './job/job-defaults';
import { jobSpecRule } from './job/job-spec-rule';
import type { Job, JobSpec, JobStatus } from './job/job-types';
import { kindStrategy, type ChangeRule } from './kind-strategy';
import { templateContext } from './pod/pod-context';
import type { PodTemplateSpec } from './pod/pod-types';
import { podTemplateWarnings } from './pod/pod-warnings';
import { podNameWarnings, withoutDisabledTemplate } from './workload-template';

const MANY_COMPLETIONS = 100_000;
const MANY_PODS = 10_000;
const HARD_TO_TRACK =
  'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes correctly';
const ORPHANS_PODS =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning';

// ---- validation -----------------------------------------------------------------------------------------------------------

/** The pod of the highest index is named after the Job too. */
const indexedNameRule: Check<Job> = ({ metadata, spec }, at, report) => {
  const { completionMode, completions = 0 } = spec;
  if (completionMode !== 'Indexed' || completions <= 0) return;
  const longest = `${metadata.name}-${completions - 1}`;
  if (dns1123LabelFaults(longest).length === 0) return;
  const detail = `will not able to create pod with invalid DNS label: ${longest}`;
  report(FieldError.invalid(at.child('metadata', 'name'), metadata.name, detail));
};

/** Indexed Jobs change their size as a whole, others not at all. */
const completionsRule: ChangeRule<Job> = ({ spec }, old, at, report) => {
  const { completions, parallelism, completionMode } = spec;
  if (completions === old.spec.completions) return;
  const place = at.child('spec', 'completions');
  if (completionMode !== 'Indexed') report(FieldError.invalid(place, completions, FIELD_IS_IMMUTABLE));
  else if (completions !== undefined && completions !== parallelism) {
    report(FieldError.invalid(place, completions, 'can only be modified in tandem with spec.parallelism'));
  }
};

/** Before its first start a suspended Job may be told other nodes for its pods. */
function mayMovePods(old: Job): boolean {
  return old.spec.suspend === true && !old.status?.startTime;
}

/** The old template with the new one's words on where its pods run. */
function withPlacementOf(old: PodTemplateSpec, template: PodTemplateSpec): PodTemplateSpec {
  const { nodeSelector, tolerations, schedulingGates, affinity } = template.spec;
  const spec: Record<string, unknown> = { ...old.spec, nodeSelector, tolerations, schedulingGates };
  const others = { ...old.spec.affinity, nodeAffinity: affinity?.nodeAffinity };
  const bare = !affinity && Object.values(others).every((part) => part === undefined);
  spec.affinity = bare ? undefined : others;
  const { labels, annotations } = template.metadata ?? {};
  return { metadata: { ...old.metadata, labels, annotations }, spec } as unknown as PodTemplateSpec;
}

function goTemplate(template: PodTemplateSpec): GoValue {
  const spec = builtinSchemas().schemaOf({ group: 'batch', version: 'v1', kind: 'Job' })?.fields.get('spec');
  const schema = spec?.type === 'object' ? spec.fields.get('template') : undefined;
  if (!schema) throw new Error('The schema of Jobs has no template.');
  return goDump(template as JsonValue, schema, 'core');
}

const fixedRule: ChangeRule<Job> = (job, old, at, report, context) => {
  jobSpecRule(job.spec, at.child('spec'), report, templateContext(old.spec.template));
  completionsRule(job, old, at, report, context);
  const place = at.child('spec');
  const immutable = <Name extends keyof JobSpec>(name: Name, show: (value: JobSpec[Name]) => Printable): void => {
    if (sameJson(job.spec[name] as JsonValue, old.spec[name] as JsonValue)) return;
    report(FieldError.invalid(place.child(name), show(job.spec[name]), FIELD_IS_IMMUTABLE));
  };
  immutable('selector', goLabelSelector);
  const template = mayMovePods(old) ? withPlacementOf(old.spec.template, job.spec.template) : old.spec.template;
  if (!sameJson(job.spec.template, template)) {
    report(FieldError.invalid(place.child('template'), goTemplate(job.spec.template), FIELD_IS_IMMUTABLE));
  }
  immutable('completionMode', (mode) => mode);
  immutable('podFailurePolicy', goFailurePolicy);
};

const statusRule = fields<JobStatus>({
  active: nonNegative,
  succeeded: nonNegative,
  failed: nonNegative,
  ready: nonNegative,
  terminating: nonNegative,
  uncountedTerminatedPods: (pods, at, report) => {
    const seen = new Set<string>();
    for (const name of ['succeeded', 'failed'] as const) {
      (pods?.[name] ?? []).forEach((uid, index) => {
        const place = at.child(name).index(index);
        if (uid === '') report(FieldError.invalid(place, uid, 'must not be empty'));
        else if (seen.has(uid)) report(FieldError.duplicate(place, uid));
        seen.add(uid);
      });
    }
  },
});

// ---- strategy -------------------------------------------------------------------------------------------------------------

function sizeWarnings({ completionMode, completions = 0, parallelism = 0 }: JobSpec): string[] {
  const large = completionMode === 'Indexed' && completions > MANY_COMPLETIONS && parallelism > MANY_PODS;
  return large ? [HARD_TO_TRACK] : [];
}

export const jobs = kindStrategy<Job>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) =>
    rewrite<Job>(draft as Job, (job) => withTemplateLabels(completed(job, 'spec', completeJobSpec))),
  prepareForCreate: (sent) => {
    const job = withoutDisabledTemplate(sent);
    return withGeneratedSelector({ ...job, spec: withoutGatedFields(job.spec) });
  },
  prepareForUpdate: (sent, old) => {
    const job = withoutDisabledTemplate(sent);
    return { ...job, spec: withoutGatedFields(job.spec, old.spec) };
  },
  canonicalize: withTemplateLabels,
  rule: given((job, at, report, context) => {
    generatedSelectorRule(job, at, report, context);
    jobSpecRule(job.spec, at.child('spec'), report, templateContext());
    indexedNameRule(job, at, report, context);
  }),
  onUpdate: ['object', 'metadata', 'change'],
  changeRule: fixedRule,
  generation: 'spec',
  status: {
    validateUpdate: ({ status }, _old, at, report, context) => statusRule(status, at.child('status'), report, context),
  },
  defaultPropagation: 'orphan',
  deletionWarning: ({ propagationPolicy, orphanDependents }) =>
    propagationPolicy === undefined && orphanDependents === undefined ? ORPHANS_PODS : undefined,
  selectableFields: ({ status }) => ({ 'status.successful': String(status?.succeeded ?? 0) }),
  selectableFieldNames: ['status.successful'],
  unknownField: (field) => `field label "${field}" not supported for Job`,
  warnings: ({ metadata, spec }, old) => {
    if (old && old.metadata.generation === metadata.generation) return [];
    const template = podTemplateWarnings(spec.template, FieldPath.of('spec', 'template'));
    return old ? template : [...podNameWarnings(metadata.name), ...sizeWarnings(spec), ...template];
  },
});

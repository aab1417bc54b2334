/**
 * CronJob: creates Jobs from a template on a schedule.
 *
 * Upstream: pkg/registry/batch/cronjob/strategy.go, pkg/apis/batch/validation/validation.go (ValidateCronJobCreate), pkg/apis/batch/v1/defaults.go
 */
import type * as batch from '../../apimachinery/api/batch-v1';
import { parseCronSchedule } from '../../apimachinery/cron-schedule';
import type { KubeObject } from '../../apimachinery/object-meta';
import { ParseError } from '../../apimachinery/parse-error';
import { isTimeZone } from '../../apimachinery/time-zone';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goLabelSelector, GoValue } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { completed, filled, rewrite } from '../defaults';
import { fields, given, nonNegative, oneOf, required, type Check, type Rule } from '../validation/rules';
import { completeJobTemplateSpec, withoutGatedFields } from './job/job-defaults';
import { jobTemplateSpecRule } from './job/job-spec-rule';
import type { JobTemplateSpec } from './job/job-types';
import { kindStrategy } from './kind-strategy';
import { templateContext, type PodContext } from './pod/pod-context';
import { podTemplateWarnings } from './pod/pod-warnings';
import { podNameWarnings, withoutDisabledTemplate } from './workload-template';

export type CronJobSpec = Omit<batch.CronJobSpec, 'jobTemplate' | 'timeZone'> & {
  readonly timeZone?: string | null;
  readonly jobTemplate: JobTemplateSpec;
};

export type CronJob = KubeObject<{ readonly spec: CronJobSpec; readonly status?: batch.CronJobStatus }>;

/** A Job's name is the CronJob's with a time of eleven characters. */
const MAX_NAME = 52;
/** One part of a zone's name, as the zone database has them. */
const ZONE_PART = /^[A-Za-z.\-_0-9+]{1,14}$/;
const ZONE_IN_SCHEDULE =
  'CRON_TZ or TZ used in spec.schedule is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';

// ---- defaults -------------------------------------------------------------------------------------------------------------

function completeSpec(spec: CronJobSpec): CronJobSpec {
  const whole = filled(spec, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  return completed(whole, 'jobTemplate', (template) => completed(template, 'spec', completeJobTemplateSpec));
}

function withoutGated(cronJob: CronJob, old?: CronJob): CronJob {
  const { jobTemplate } = cronJob.spec;
  const kept = withoutDisabledTemplate(jobTemplate);
  const spec = withoutGatedFields(kept.spec, old?.spec.jobTemplate.spec);
  return { ...cronJob, spec: { ...cronJob.spec, jobTemplate: { ...jobTemplate, spec } } };
}

// ---- validation -----------------------------------------------------------------------------------------------------------

function scheduleFault(schedule: string): string | undefined {
  try {
    parseCronSchedule(schedule);
    return undefined;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return error.message;
  }
}

const scheduleRule: Check<CronJobSpec, unknown> = ({ schedule, timeZone }, at, report, context) => {
  const place = at.child('schedule');
  required<string>((text = '') => {
    const fault = scheduleFault(text);
    if (fault !== undefined) report(FieldError.invalid(place, text, fault));
    if (text.includes('TZ') && timeZone !== undefined && timeZone !== null) {
      report(FieldError.invalid(place, text, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
    }
  })(schedule, place, report, context);
};

const timeZoneRule: Rule<string> = given((zone, at, report) => {
  if (zone === '') return report(FieldError.invalid(at, zone, 'timeZone must be nil or non-empty string'));
  const unknown = FieldError.invalid(at, zone, `unknown time zone ${zone}`);
  const odd = zone
    .split('/')
    .some((part) => part === '.' || part === '..' || part.startsWith('-') || !ZONE_PART.test(part));
  if (odd) return report(unknown);
  if (zone.toLowerCase() === 'local') {
    const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    report(FieldError.invalid(at, zone, detail));
    if (zone === 'Local') return;
  }
  if (!isTimeZone(zone)) report(unknown);
});

const jobTemplateRule: Rule<JobTemplateSpec, PodContext> = (template, at, report, context) => {
  if (!template) return;
  const { spec } = template;
  const place = at.child('spec');
  jobTemplateSpecRule(spec, place, report, context);
  if (spec.selector) {
    report(
      FieldError.invalid(place.child('selector'), goLabelSelector(spec.selector), '`selector` will be auto-generated'),
    );
  }
  if (spec.manualSelector) {
    report(FieldError.notSupported(place.child('manualSelector'), new GoValue('true'), ['nil', 'false']));
  }
};

const specRule: Rule<CronJobSpec, PodContext> = given((spec, at, report, context) => {
  scheduleRule(spec, at, report, context);
  fields<CronJobSpec, PodContext>({
    startingDeadlineSeconds: nonNegative,
    timeZone: timeZoneRule,
    concurrencyPolicy: required(oneOf<string>('Allow', 'Forbid', 'Replace')),
    jobTemplate: jobTemplateRule,
    successfulJobsHistoryLimit: nonNegative,
    failedJobsHistoryLimit: nonNegative,
  })(spec, at, report, context);
});

const nameLengthRule: Check<CronJob> = ({ metadata }, at, report) => {
  if (metadata.name.length <= MAX_NAME) return;
  report(
    FieldError.invalid(at.child('metadata', 'name'), metadata.name, `must be no more than ${MAX_NAME} characters`),
  );
};

export const cronJobs = kindStrategy<CronJob>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => rewrite<CronJob>(draft as CronJob, (cronJob) => completed(cronJob, 'spec', completeSpec)),
  prepareForCreate: (object) => withoutGated(object),
  prepareForUpdate: withoutGated,
  rule: given((cronJob, at, report, context) => {
    specRule(cronJob.spec, at.child('spec'), report, templateContext());
    nameLengthRule(cronJob, at, report, context);
  }),
  onUpdate: ['metadata', 'change'],
  changeRule: ({ spec }, old, at, report) =>
    specRule(spec, at.child('spec'), report, templateContext(old.spec.jobTemplate.spec.template)),
  generation: 'spec',
  status: {},
  warnings: (object, old) => {
    const { spec, metadata } = object;
    const changed = !old || old.metadata.generation !== metadata.generation;
    const place = FieldPath.of('spec', 'jobTemplate', 'spec', 'template');
    return [
      ...(old ? [] : podNameWarnings(metadata.name)),
      ...(changed ? podTemplateWarnings(spec.jobTemplate.spec.template, place) : []),
      ...(spec.schedule.includes('TZ') ? [ZONE_IN_SCHEDULE] : []),
    ];
  },
});

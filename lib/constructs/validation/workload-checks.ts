/** Workloads and budgets: numbers in range, settings that belong together, schedules that parse. */
import { type Finding } from './finding';
import { specOf, type Manifest, type ManifestSource } from './manifest';
import { type Mistake } from './mistake';
import { countOrPercent, unlessRight, wholeNumber } from './numbers';
import { cronSchedule, timeZone } from './schedule';

interface RollingView {
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
  readonly partition?: number;
}

interface SpecView {
  readonly replicas: number;
  readonly minReadySeconds: number;
  readonly revisionHistoryLimit: number;
  readonly progressDeadlineSeconds: number;
  readonly strategy: { readonly rollingUpdate?: RollingView };
  readonly updateStrategy: { readonly rollingUpdate?: RollingView };
}

const count = wholeNumber(0);
const isNothing = (value: number | string | undefined): boolean => value === 0 || value === '0%';

function rolloutMistakes(manifest: Manifest): Mistake[] {
  const spec = specOf<SpecView>(manifest);
  const field = spec.strategy ? 'spec.strategy' : 'spec.updateStrategy';
  const rolling = (spec.strategy ?? spec.updateStrategy)?.rollingUpdate;
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = spec;
  const mistakes = [
    ...unlessRight('spec.replicas', spec.replicas, count),
    ...unlessRight('spec.minReadySeconds', spec.minReadySeconds, count),
    ...unlessRight('spec.revisionHistoryLimit', spec.revisionHistoryLimit, count),
    ...unlessRight('spec.progressDeadlineSeconds', deadline, wholeNumber(1)),
    ...unlessRight(`${field}.maxSurge`, rolling?.maxSurge, countOrPercent),
    ...unlessRight(`${field}.maxUnavailable`, rolling?.maxUnavailable, countOrPercent),
    ...unlessRight(`${field}.partition`, rolling?.partition, count),
  ];
  if (manifest.kind !== 'StatefulSet' && isNothing(rolling?.maxSurge) && isNothing(rolling?.maxUnavailable)) {
    const expected = 'maxSurge or maxUnavailable above 0, else no pod can ever be replaced';
    mistakes.push({ field, given: rolling, expected, fix: 'raise one of them' });
  }
  if (manifest.kind === 'Deployment' && minReadySeconds >= (deadline ?? 600)) {
    const expected = `less than progressDeadlineSeconds, ${deadline ?? 600}`;
    mistakes.push({ field: 'spec.minReadySeconds', given: minReadySeconds, expected, fix: 'change one of them' });
  }
  return mistakes;
}

interface JobView {
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  readonly ttlSecondsAfterFinished: number;
  readonly completions: number;
  readonly parallelism: number;
  readonly podFailurePolicy: object;
  readonly template: { readonly spec?: { readonly restartPolicy?: string } };
}

function jobMistakes(spec: Partial<JobView>, field: string): Mistake[] {
  const mistakes = [
    ...unlessRight(`${field}.backoffLimit`, spec.backoffLimit, count),
    ...unlessRight(`${field}.activeDeadlineSeconds`, spec.activeDeadlineSeconds, wholeNumber(1)),
    ...unlessRight(`${field}.ttlSecondsAfterFinished`, spec.ttlSecondsAfterFinished, count),
    ...unlessRight(`${field}.completions`, spec.completions, count),
    ...unlessRight(`${field}.parallelism`, spec.parallelism, count),
  ];
  const restartPolicy = spec.template?.spec?.restartPolicy;
  if (spec.podFailurePolicy && restartPolicy !== 'Never') {
    const expected = "'Never', as podFailurePolicy judges pods, not restarts";
    mistakes.push({ field: `${field}.restartPolicy`, given: restartPolicy, expected, fix: 'set restartPolicy' });
  }
  return mistakes;
}

interface CronJobView {
  readonly schedule: string;
  readonly timeZone: string;
  readonly startingDeadlineSeconds: number;
  readonly successfulJobsHistoryLimit: number;
  readonly failedJobsHistoryLimit: number;
  readonly jobTemplate: { readonly spec?: Partial<JobView> };
}

function cronJobMistakes(manifest: Manifest): Mistake[] {
  const spec = specOf<CronJobView>(manifest);
  return [
    ...unlessRight('spec.schedule', spec.schedule ?? '', cronSchedule, 'write five fields'),
    ...unlessRight('spec.timeZone', spec.timeZone, timeZone, 'name a zone of the IANA database'),
    ...unlessRight('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds, count),
    ...unlessRight('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit, count),
    ...unlessRight('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit, count),
    ...jobMistakes(spec.jobTemplate?.spec ?? {}, 'spec.jobTemplate.spec'),
  ];
}

function budgetMistakes(manifest: Manifest): Mistake[] {
  const { minAvailable, maxUnavailable } = specOf<{
    minAvailable: number | string;
    maxUnavailable: number | string;
  }>(manifest);
  const mistakes = [
    ...unlessRight('spec.minAvailable', minAvailable, countOrPercent),
    ...unlessRight('spec.maxUnavailable', maxUnavailable, countOrPercent),
  ];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const given = { minAvailable, maxUnavailable };
    mistakes.push({ field: 'spec', given, expected: 'one of the two', fix: 'remove minAvailable or maxUnavailable' });
  }
  return mistakes;
}

const PRIORITY = wholeNumber(-(2 ** 31), 1_000_000_000);

function mistakesIn(manifest: Manifest): Mistake[] {
  switch (manifest.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
      return rolloutMistakes(manifest);
    case 'Job':
      return jobMistakes(specOf<JobView>(manifest), 'spec');
    case 'CronJob':
      return cronJobMistakes(manifest);
    case 'PodDisruptionBudget':
      return budgetMistakes(manifest);
    case 'PriorityClass':
      return unlessRight('value', manifest['value'], PRIORITY, 'choose a value below the system classes');
    default:
      return [];
  }
}

/** Mistakes in workloads and budgets. */
export function checkWorkloads(sources: readonly ManifestSource[]): Finding[] {
  return sources.flatMap(({ path, manifest }) => mistakesIn(manifest).map((mistake) => ({ path, ...mistake })));
}

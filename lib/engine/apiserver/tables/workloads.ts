/**
 * The tables of controllers that run pods: apps, batch and replication controllers.
 *
 * Upstream: pkg/printers/internalversion/printers.go
 */
import type { Labels, LabelSelector } from '../../apimachinery/labels';
import { controllerOf, formatGroupKind, parseGroupVersion, type KubeObject } from '../../apimachinery/object-meta';
import { ageSince, humanDuration, parseTime } from '../../apimachinery/time';
import { labelsText, NONE, selectorText, UNSET, wideContainerColumns, type ShownTemplate } from './cell-text';
import { AGE, boolean, integer, NAME, text, wide, type Column, type Shown, type TablePrinter } from './column';

interface ReplicaStatus {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
}

type Replicated = KubeObject<{
  readonly spec?: { readonly replicas?: number; readonly selector?: LabelSelector; readonly template?: ShownTemplate };
  readonly status?: ReplicaStatus;
}>;

type ReplicationController = KubeObject<{
  readonly spec?: { readonly selector?: Labels; readonly template?: ShownTemplate };
}>;

type DaemonSet = KubeObject<{
  readonly spec?: { readonly selector?: LabelSelector; readonly template?: ShownTemplate };
  readonly status?: {
    readonly desiredNumberScheduled?: number;
    readonly currentNumberScheduled?: number;
    readonly numberReady?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
  };
}>;

interface JobSpec {
  readonly completions?: number;
  readonly parallelism?: number;
  readonly selector?: LabelSelector;
  readonly template?: ShownTemplate;
}

type Job = KubeObject<{
  readonly spec?: JobSpec;
  readonly status?: {
    readonly succeeded?: number;
    readonly startTime?: string;
    readonly completionTime?: string;
  };
}>;

type CronJob = KubeObject<{
  readonly spec?: {
    readonly schedule?: string;
    readonly suspend?: boolean;
    readonly jobTemplate?: { readonly spec?: JobSpec };
  };
  readonly status?: { readonly active?: readonly object[]; readonly lastScheduleTime?: string };
}>;

type ControllerRevision = KubeObject<{ readonly revision?: number }>;

const SELECTOR = 'Selects the pods that belong to it.';

function readyOfDesired({ spec, status }: Replicated): string {
  return `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`;
}

function selectorColumn<T extends Shown>(cell: (object: T) => string): Column<T> {
  return wide(text('Selector', SELECTOR, cell));
}

const deployments: TablePrinter<Replicated> = {
  columns: [
    NAME,
    text('Ready', 'Ready pods of those wanted.', readyOfDesired),
    text('Up-to-date', 'Pods made from the newest template.', ({ status }) => status?.updatedReplicas ?? 0),
    text('Available', 'Pods that have been ready for long enough.', ({ status }) => status?.availableReplicas ?? 0),
    AGE,
    ...wideContainerColumns<Replicated>(({ spec }) => spec?.template),
    selectorColumn(({ spec }) => selectorText(spec?.selector, '', '<invalid>')),
  ],
};

/** Columns of what only counts its pods. */
const REPLICA_COUNTS: readonly Column<Replicated>[] = [
  NAME,
  integer('Desired', 'Pods wanted.', ({ spec }) => spec?.replicas),
  integer('Current', 'Pods that exist.', ({ status }) => status?.replicas),
  integer('Ready', 'Pods that are ready.', ({ status }) => status?.readyReplicas),
  AGE,
  ...wideContainerColumns<Replicated>(({ spec }) => spec?.template),
];

const replicaSets: TablePrinter<Replicated> = {
  columns: [...REPLICA_COUNTS, selectorColumn(({ spec }) => selectorText(spec?.selector))],
};

const replicationControllers: TablePrinter = {
  columns: [
    ...(REPLICA_COUNTS as readonly Column[]),
    selectorColumn(({ spec }: ReplicationController) => labelsText(spec?.selector)) as Column,
  ],
};

const statefulSets: TablePrinter<Replicated> = {
  columns: [
    NAME,
    text('Ready', 'Ready pods of those wanted.', readyOfDesired),
    AGE,
    ...wideContainerColumns<Replicated>(({ spec }) => spec?.template),
  ],
};

const daemonSets: TablePrinter<DaemonSet> = {
  columns: [
    NAME,
    integer('Desired', 'Nodes that should run the pod.', ({ status }) => status?.desiredNumberScheduled),
    integer('Current', 'Nodes that run the pod and should.', ({ status }) => status?.currentNumberScheduled),
    integer('Ready', 'Nodes on which the pod is ready.', ({ status }) => status?.numberReady),
    integer('Up-to-date', 'Nodes with a pod of the newest template.', ({ status }) => status?.updatedNumberScheduled),
    integer('Available', 'Nodes on which the pod is available.', ({ status }) => status?.numberAvailable),
    text('Node Selector', 'Labels of the nodes that run the pod.', ({ spec }) =>
      labelsText(spec?.template?.spec?.nodeSelector),
    ),
    AGE,
    ...wideContainerColumns<DaemonSet>(({ spec }) => spec?.template),
    selectorColumn(({ spec }) => selectorText(spec?.selector)),
  ],
};

function completionsText({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration({ status }: Job, nowMs: number): string {
  const { startTime, completionTime } = status ?? {};
  if (!startTime) return '';
  return humanDuration((completionTime ? parseTime(completionTime) : nowMs) - parseTime(startTime));
}

const jobs: TablePrinter<Job> = {
  columns: [
    NAME,
    text('Completions', 'Pods that succeeded, of those that have to.', completionsText),
    text('Duration', 'How long the job took, or has been running.', jobDuration),
    AGE,
    ...wideContainerColumns<Job>(({ spec }) => spec?.template),
    selectorColumn(({ spec }) => selectorText(spec?.selector)),
  ],
};

function suspendText(suspend: boolean | undefined): string {
  if (suspend === undefined) return UNSET;
  return suspend ? 'True' : 'False';
}

const cronJobs: TablePrinter<CronJob> = {
  columns: [
    NAME,
    text('Schedule', 'When jobs are created, in cron format.', ({ spec }) => spec?.schedule),
    boolean('Suspend', 'Whether no further jobs are created.', ({ spec }) => suspendText(spec?.suspend)),
    integer('Active', 'Jobs that are running.', ({ status }) => status?.active?.length),
    text('Last Schedule', 'How long ago a job was created last.', ({ status }, nowMs) =>
      status?.lastScheduleTime ? ageSince(status.lastScheduleTime, nowMs) : NONE,
    ),
    AGE,
    ...wideContainerColumns<CronJob>(({ spec }) => spec?.jobTemplate?.spec?.template),
    selectorColumn(({ spec }) => selectorText(spec?.jobTemplate?.spec?.selector)),
  ],
};

function controllerText(revision: ControllerRevision): string {
  const controller = controllerOf(revision);
  if (!controller) return NONE;
  const { group = '' } = parseGroupVersion(controller.apiVersion) ?? {};
  return `${formatGroupKind({ group, kind: controller.kind }).toLowerCase()}/${controller.name}`;
}

const controllerRevisions: TablePrinter<ControllerRevision> = {
  columns: [
    NAME,
    text('Controller', 'What keeps the revision.', controllerText),
    text('Revision', 'Its number.', ({ revision }) => revision ?? 0),
    AGE,
  ],
};

export const workloadPrinters: Readonly<Record<string, TablePrinter>> = {
  replicationcontrollers: replicationControllers,
  'apps/deployments': deployments,
  'apps/replicasets': replicaSets,
  'apps/statefulsets': statefulSets,
  'apps/daemonsets': daemonSets,
  'apps/controllerrevisions': controllerRevisions,
  'batch/jobs': jobs,
  'batch/cronjobs': cronJobs,
};

/**
 * The tables of the cluster itself: nodes, namespaces, events, leases, classes of pods.
 *
 * Upstream: pkg/printers/internalversion/printers.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { ageSince } from '../../apimachinery/time';
import { NONE, UNKNOWN } from './cell-text';
import { AGE, boolean, integer, NAME, text, wide, type TablePrinter } from './column';

interface NodeInfo {
  readonly kubeletVersion?: string;
  readonly osImage?: string;
  readonly kernelVersion?: string;
  readonly containerRuntimeVersion?: string;
}

type Node = KubeObject<{
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: NodeInfo;
  };
}>;

type Namespace = KubeObject<{ readonly status?: { readonly phase?: string } }>;

type Event = KubeObject<{
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly fieldPath?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly count?: number;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string | null };
}>;

type Lease = KubeObject<{ readonly spec?: { readonly holderIdentity?: string } }>;

type ComponentStatus = KubeObject<{
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
    readonly error?: string;
  }[];
}>;

type PriorityClass = KubeObject<{ readonly value?: number; readonly globalDefault?: boolean }>;

type RuntimeClass = KubeObject<{ readonly handler?: string }>;

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';

function nodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.filter(({ type }) => type === 'Ready').at(-1);
  const state = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return spec?.unschedulable ? `${state},SchedulingDisabled` : state;
}

function nodeRoles({ metadata }: Node): string {
  const roles = Object.entries(metadata.labels ?? {}).map(([label, value]) =>
    label.startsWith(ROLE_PREFIX) ? label.slice(ROLE_PREFIX.length) : label === ROLE_LABEL ? value : '',
  );
  return [...new Set(roles.filter((role) => role !== ''))].sort().join(',') || NONE;
}

function addressOf({ status }: Node, type: string): string {
  return status?.addresses?.find((address) => address.type === type)?.address ?? NONE;
}

function nodeInfoColumn(name: string, description: string, field: keyof NodeInfo) {
  return wide(text<Node>(name, description, ({ status }) => status?.nodeInfo?.[field] || UNKNOWN));
}

const nodes: TablePrinter<Node> = {
  columns: [
    NAME,
    text('Status', 'Whether the node is ready and takes pods.', nodeStatus),
    text('Roles', 'The roles of the node.', nodeRoles),
    AGE,
    text('Version', 'The version of its kubelet.', ({ status }) => status?.nodeInfo?.kubeletVersion),
    wide(text('Internal-IP', 'Its address inside the cluster.', (node) => addressOf(node, 'InternalIP'))),
    wide(text('External-IP', 'Its address outside the cluster.', (node) => addressOf(node, 'ExternalIP'))),
    nodeInfoColumn('OS-Image', 'The operating system.', 'osImage'),
    nodeInfoColumn('Kernel-Version', 'The version of the kernel.', 'kernelVersion'),
    nodeInfoColumn('Container-Runtime', 'The container runtime and its version.', 'containerRuntimeVersion'),
  ],
};

const namespaces: TablePrinter<Namespace> = {
  columns: [NAME, text('Status', 'Whether it is active or terminating.', ({ status }) => status?.phase), AGE],
};

function firstSeen({ firstTimestamp, eventTime }: Event, nowMs: number): string {
  return ageSince(firstTimestamp ?? eventTime, nowMs);
}

function lastSeen(event: Event, nowMs: number): string {
  if (event.series) return ageSince(event.series.lastObservedTime, nowMs);
  return event.lastTimestamp ? ageSince(event.lastTimestamp, nowMs) : firstSeen(event, nowMs);
}

function involvedObjectText({ involvedObject }: Event): string {
  const kind = (involvedObject?.kind ?? '').toLowerCase();
  return involvedObject?.name ? `${kind}/${involvedObject.name}` : kind;
}

function sourceText({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || '';
  const instance = source?.host || reportingInstance;
  return instance ? `${component}, ${instance}` : component;
}

const events: TablePrinter<Event> = {
  columns: [
    text('Last Seen', 'How long ago it happened last.', lastSeen),
    text('Type', 'Normal or Warning.', ({ type }) => type),
    text('Reason', 'What happened, in a word.', ({ reason }) => reason),
    text('Object', 'What it happened to.', involvedObjectText),
    wide(text('Subobject', 'The part it happened to.', ({ involvedObject }) => involvedObject?.fieldPath)),
    wide(text('Source', 'Who tells.', sourceText)),
    text('Message', 'What happened, in a sentence.', ({ message }) => (message ?? '').trim()),
    wide(text('First Seen', 'How long ago it happened first.', firstSeen)),
    wide(text('Count', 'How often it happened.', ({ series, count }) => (series ? (series.count ?? 0) : count || 1))),
    wide(NAME),
  ],
};

const leases: TablePrinter<Lease> = {
  columns: [NAME, text('Holder', 'Who holds the lease.', ({ spec }) => spec?.holderIdentity), AGE],
};

function healthOf({ conditions }: ComponentStatus) {
  return conditions?.find(({ type }) => type === 'Healthy');
}

const componentStatuses: TablePrinter<ComponentStatus> = {
  columns: [
    NAME,
    text('Status', 'Whether the component is healthy.', (component) => {
      const health = healthOf(component);
      if (!health) return 'Unknown';
      return health.status === 'True' ? 'Healthy' : 'Unhealthy';
    }),
    text('Message', 'What it says.', (component) => healthOf(component)?.message),
    text('Error', 'What is wrong.', (component) => healthOf(component)?.error),
  ],
};

const priorityClasses: TablePrinter<PriorityClass> = {
  columns: [
    NAME,
    integer('Value', 'The priority that pods get.', ({ value }) => value),
    boolean('Global-Default', 'Whether pods without a class get it.', (priority) => priority.globalDefault ?? false),
    AGE,
  ],
};

const runtimeClasses: TablePrinter<RuntimeClass> = {
  columns: [NAME, text('Handler', 'How the container runtime knows it.', ({ handler }) => handler), AGE],
};

export const clusterPrinters: Readonly<Record<string, TablePrinter>> = {
  nodes,
  namespaces,
  events,
  componentstatuses: componentStatuses,
  'coordination.k8s.io/leases': leases,
  'scheduling.k8s.io/priorityclasses': priorityClasses,
  'node.k8s.io/runtimeclasses': runtimeClasses,
};

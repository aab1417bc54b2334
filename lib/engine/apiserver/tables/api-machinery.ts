/**
 * The tables of what configures the API server: API services, webhooks, flow control, certificate requests.
 *
 * Upstream: pkg/printers/internalversion/printers.go, staging/src/k8s.io/kube-aggregator/pkg/registry/apiservice/etcd/etcd.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { humanDuration } from '../../apimachinery/time';
import { NONE } from './cell-text';
import { AGE, integer, NAME, text, type TablePrinter } from './column';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

type ApiService = KubeObject<{
  readonly spec?: { readonly service?: { readonly namespace?: string; readonly name?: string } | null };
  readonly status?: { readonly conditions?: readonly Condition[] };
}>;

type WebhookConfiguration = KubeObject<{ readonly webhooks?: readonly object[] }>;

type CertificateSigningRequest = KubeObject<{
  readonly spec?: {
    readonly signerName?: string;
    readonly username?: string;
    readonly expirationSeconds?: number;
  };
  readonly status?: { readonly conditions?: readonly Condition[]; readonly certificate?: string };
}>;

type FlowSchema = KubeObject<{
  readonly spec?: {
    readonly priorityLevelConfiguration?: { readonly name: string };
    readonly matchingPrecedence?: number;
    readonly distinguisherMethod?: { readonly type: string };
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}>;

type PriorityLevelConfiguration = KubeObject<{
  readonly spec?: {
    readonly type?: string;
    readonly limited?: {
      readonly nominalConcurrencyShares?: number;
      readonly limitResponse?: {
        readonly queuing?: {
          readonly queues?: number;
          readonly handSize?: number;
          readonly queueLengthLimit?: number;
        };
      };
    };
  };
}>;

function availabilityText({ status }: ApiService): string {
  const available = status?.conditions?.find(({ type }) => type === 'Available');
  if (!available) return 'Unknown';
  return available.status === 'True' || !available.reason
    ? available.status
    : `${available.status} (${available.reason})`;
}

const apiServices: TablePrinter<ApiService> = {
  columns: [
    NAME,
    text('Service', 'The service that answers, or Local.', ({ spec }) =>
      spec?.service ? `${spec.service.namespace ?? ''}/${spec.service.name ?? ''}` : 'Local',
    ),
    text('Available', 'Whether it answers.', availabilityText),
    AGE,
  ],
};

const webhookConfigurations: TablePrinter<WebhookConfiguration> = {
  columns: [NAME, integer('Webhooks', 'How many webhooks it configures.', ({ webhooks }) => webhooks?.length), AGE],
};

function requestState({ status }: CertificateSigningRequest): string {
  const has = (type: string): boolean => status?.conditions?.some((condition) => condition.type === type) ?? false;
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}

const certificateSigningRequests: TablePrinter<CertificateSigningRequest> = {
  columns: [
    NAME,
    AGE,
    text('SignerName', 'Who is asked to sign.', ({ spec }) => spec?.signerName || NONE),
    text('Requestor', 'Who asks.', ({ spec }) => spec?.username),
    text('RequestedDuration', 'How long the certificate should hold.', ({ spec }) =>
      spec?.expirationSeconds === undefined ? NONE : humanDuration(spec.expirationSeconds * 1000),
    ),
    text('Condition', 'How far the request has come.', requestState),
  ],
};

function byPrecedence(left: FlowSchema, right: FlowSchema): number {
  const difference = (left.spec?.matchingPrecedence ?? 0) - (right.spec?.matchingPrecedence ?? 0);
  return difference || (left.metadata.name < right.metadata.name ? -1 : 1);
}

const flowSchemas: TablePrinter<FlowSchema> = {
  columns: [
    NAME,
    text('PriorityLevel', 'The level it leads to.', ({ spec }) => spec?.priorityLevelConfiguration?.name),
    text('MatchingPrecedence', 'The lowest number is asked first.', ({ spec }) => spec?.matchingPrecedence ?? 0),
    text('DistinguisherMethod', 'How flows are told apart.', ({ spec }) => spec?.distinguisherMethod?.type ?? NONE),
    AGE,
    text(
      'MissingPL',
      'Whether its level is missing.',
      ({ status }) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
    ),
  ],
  compare: byPrecedence,
};

function queuingOf({ spec }: PriorityLevelConfiguration) {
  return spec?.limited?.limitResponse?.queuing;
}

const priorityLevelConfigurations: TablePrinter<PriorityLevelConfiguration> = {
  columns: [
    NAME,
    text('Type', 'Limited or exempt.', ({ spec }) => spec?.type),
    text(
      'NominalConcurrencyShares',
      'Its share of the concurrency.',
      ({ spec }) => spec?.limited?.nominalConcurrencyShares ?? (spec?.limited ? 0 : NONE),
    ),
    text('Queues', 'The number of queues.', (level) => queuingOf(level)?.queues ?? NONE),
    text('HandSize', 'Queues that one flow may use.', (level) => queuingOf(level)?.handSize ?? NONE),
    text('QueueLengthLimit', 'Requests that one queue holds.', (level) => queuingOf(level)?.queueLengthLimit ?? NONE),
    AGE,
  ],
};

export const apiMachineryPrinters: Readonly<Record<string, TablePrinter>> = {
  'apiregistration.k8s.io/apiservices': apiServices,
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': webhookConfigurations,
  'admissionregistration.k8s.io/validatingwebhookconfigurations': webhookConfigurations,
  'certificates.k8s.io/certificatesigningrequests': certificateSigningRequests,
  'flowcontrol.apiserver.k8s.io/flowschemas': flowSchemas,
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations': priorityLevelConfigurations,
};

/**
 * The tables of what is kept in a namespace: config maps, secrets, quotas, service accounts, role bindings.
 *
 * Upstream: pkg/printers/internalversion/printers.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { AGE, NAME, text, wide, type TablePrinter } from './column';

type Keyed = KubeObject<{ readonly data?: object; readonly binaryData?: object; readonly type?: string }>;

type ServiceAccount = KubeObject<{ readonly secrets?: readonly object[] }>;

type ResourceQuota = KubeObject<{
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}>;

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

type RoleBinding = KubeObject<{
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly Subject[];
}>;

function sizeOf(map: object | undefined): number {
  return Object.keys(map ?? {}).length;
}

const configMaps: TablePrinter<Keyed> = {
  columns: [
    NAME,
    text('Data', 'How many keys it has.', ({ data, binaryData }) => sizeOf(data) + sizeOf(binaryData)),
    AGE,
  ],
};

const secrets: TablePrinter<Keyed> = {
  columns: [
    NAME,
    text('Type', 'What the secret is for.', ({ type }) => type),
    text('Data', 'How many keys it has.', ({ data }) => sizeOf(data)),
    AGE,
  ],
};

const serviceAccounts: TablePrinter<ServiceAccount> = {
  columns: [NAME, text('Secrets', 'How many secrets it may use.', (account) => account.secrets?.length ?? 0), AGE],
};

/** Used and allowed amounts of the resources that `matches` picks. */
function usage({ status }: ResourceQuota, matches: (resource: string) => boolean): string {
  const { hard = {}, used = {} } = status ?? {};
  return Object.keys(hard)
    .filter(matches)
    .sort()
    .map((resource) => `${resource}: ${used[resource] ?? '0'}/${hard[resource]}`)
    .join(', ');
}

const isLimit = (resource: string): boolean => resource.startsWith('limits.');

const resourceQuotas: TablePrinter<ResourceQuota> = {
  columns: [
    NAME,
    AGE,
    text('Request', 'What is used of what may be requested.', (quota) => usage(quota, (name) => !isLimit(name))),
    text('Limit', 'What is used of what limits may add up to.', (quota) => usage(quota, isLimit)),
  ],
};

function subjectsText({ subjects = [] }: RoleBinding, kind: string): string {
  return subjects
    .filter((subject) => subject.kind === kind)
    .map(({ name, namespace }) => (kind === 'ServiceAccount' ? `${namespace ?? ''}/${name}` : name))
    .join(', ');
}

const roleBindings: TablePrinter<RoleBinding> = {
  columns: [
    NAME,
    text('Role', 'The role that is granted.', ({ roleRef }) => `${roleRef?.kind ?? ''}/${roleRef?.name ?? ''}`),
    AGE,
    wide(text('Users', 'Users who get the role.', (binding) => subjectsText(binding, 'User'))),
    wide(text('Groups', 'Groups whose members get the role.', (binding) => subjectsText(binding, 'Group'))),
    wide(
      text('ServiceAccounts', 'Service accounts that get the role.', (binding) =>
        subjectsText(binding, 'ServiceAccount'),
      ),
    ),
  ],
};

export const configurationPrinters: Readonly<Record<string, TablePrinter>> = {
  configmaps: configMaps,
  secrets,
  serviceaccounts: serviceAccounts,
  resourcequotas: resourceQuotas,
  'rbac.authorization.k8s.io/rolebindings': roleBindings,
  'rbac.authorization.k8s.io/clusterrolebindings': roleBindings,
};

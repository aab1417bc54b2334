/**
 * The roles and bindings that every cluster starts with, from compact data.
 *
 * Upstream: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/{policy,controller_policy,namespace_policy}.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import type { PolicyRule } from '../authorization/policy-rule';
import type { Subject } from '../authorization/rule-resolver';
import data from './data/default-roles.json';

/** Verbs, groups, resources and names, or verbs, null and URLs; each a list with commas. */
type CompactRule = readonly (string | null)[];

interface CompactRole {
  readonly rules?: readonly CompactRule[];
  /** The aggregated role that takes this one's rules. */
  readonly aggregateTo?: string;
  /** This role is the sum of those that aggregate to this name. */
  readonly aggregates?: string;
}

interface CompactBinding {
  /** Kind and name, with a blank between. */
  readonly role: string;
  /** Kind and name; of a ServiceAccount `namespace/name`. */
  readonly subjects: readonly string[];
}

const GROUP = 'rbac.authorization.k8s.io';
const API_VERSION = `${GROUP}/v1`;
const AUTOUPDATE = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };
const BOOTSTRAPPING = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };

type ByPlural = Readonly<Record<string, readonly KubeObject[]>>;

/** The same in every cluster, so made once. */
let made: ByPlural | undefined;

/** By plural, in the order in which the API server writes them. */
export function defaultRoles(): ByPlural {
  return (made ??= {
    clusterroles: objects(data.clusterRoles, (compact) => roleMembers('ClusterRole', compact)),
    clusterrolebindings: objects(data.clusterRoleBindings, (compact) => bindingMembers('ClusterRoleBinding', compact)),
    roles: objects(data.roles, (compact) => roleMembers('Role', compact)),
    rolebindings: objects(data.roleBindings, (compact) => bindingMembers('RoleBinding', compact)),
  });
}

/** What every node may do. Upstream: bootstrappolicy/policy.go (NodeRules) */
export function nodeRules(): readonly PolicyRule[] {
  return data.clusterRoles['system:node'].rules.map(expandRule);
}

function objects<Compact extends object>(
  compacts: Readonly<Record<string, Compact>>,
  membersOf: (compact: Compact) => { readonly labels?: object; readonly members: object },
): KubeObject[] {
  return Object.entries(compacts).map(([key, compact]) => {
    const slash = key.indexOf('/');
    const { labels, members } = membersOf(compact);
    const metadata = {
      name: key.slice(slash + 1),
      ...(slash < 0 ? {} : { namespace: key.slice(0, slash) }),
      labels: { ...BOOTSTRAPPING, ...labels },
      annotations: AUTOUPDATE,
    };
    return { ...members, metadata } as unknown as KubeObject;
  });
}

function roleMembers(kind: string, { rules, aggregateTo, aggregates }: CompactRole) {
  const aggregation = (name: string): object => ({ [`rbac.authorization.k8s.io/aggregate-to-${name}`]: 'true' });
  const members = {
    kind,
    apiVersion: API_VERSION,
    rules: rules ? rules.map(expandRule) : null,
    ...(aggregates ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels: aggregation(aggregates) }] } } : {}),
  };
  return { members, ...(aggregateTo ? { labels: aggregation(aggregateTo) } : {}) };
}

function expandRule([verbs, groups, resources, names]: CompactRule): PolicyRule {
  const list = (text: string | null | undefined): string[] => (text ?? '').split(',');
  if (groups === null) return { verbs: list(verbs), nonResourceURLs: list(resources) };
  const rule = { verbs: list(verbs), apiGroups: list(groups), resources: list(resources) };
  return names ? { ...rule, resourceNames: list(names) } : rule;
}

function bindingMembers(kind: string, { role, subjects }: CompactBinding) {
  const [roleKind, roleName] = splitAtBlank(role);
  const members = {
    kind,
    apiVersion: API_VERSION,
    subjects: subjects.map(expandSubject),
    roleRef: { apiGroup: GROUP, kind: roleKind, name: roleName },
  };
  return { members };
}

function expandSubject(text: string): Subject {
  const [kind, rest] = splitAtBlank(text);
  if (kind !== 'ServiceAccount') return { kind, apiGroup: GROUP, name: rest };
  const [namespace = '', name = ''] = rest.split('/');
  return { kind, name, namespace };
}

function splitAtBlank(text: string): [string, string] {
  const blank = text.indexOf(' ');
  return [text.slice(0, blank), text.slice(blank + 1)];
}

/**
 * From bindings to rules: which bindings apply to a user, and what the roles they name allow.
 *
 * Bindings are found by an index over their subjects, so that a decision costs the bindings of one user, however many there are.
 *
 * Upstream: pkg/registry/rbac/validation/rule.go
 * Differs: bindings are looked at in order of name; upstream's order is chance.
 */
import { quote } from '../../apimachinery/go-text';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import type { LabelSelector } from '../../apimachinery/labels';
import { isStatusError, notFound } from '../../apimachinery/status-error';
import type { ObjectIndex } from '../../store/object-index';
import type { Store } from '../../store/store';
import type { User } from '../request';
import type { GrantedRules } from './authorizer';
import type { PolicyRule } from './policy-rule';
import { serviceAccountUserName } from './service-account-user';

export type RoleRef = { readonly apiGroup: string; readonly kind: string; readonly name: string };

export type Subject = {
  readonly kind: string;
  readonly apiGroup?: string;
  readonly name: string;
  readonly namespace?: string;
};

export type AggregationRule = { readonly clusterRoleSelectors?: readonly (JsonObject & LabelSelector)[] };

export type Role = KubeObject<{
  readonly rules?: readonly PolicyRule[];
  readonly aggregationRule?: AggregationRule;
}>;

export type Binding = KubeObject<{ readonly roleRef: RoleRef; readonly subjects?: readonly Subject[] }>;

const GROUP = 'rbac.authorization.k8s.io';

/** How a missing role is named: the authorizer's caches say `role`, the storage says `roles`. */
export type MissingRoleWording = 'singular' | 'plural';

export class RuleResolver {
  constructor(
    private readonly store: Store,
    private readonly wording: MissingRoleWording,
  ) {}

  /** ClusterRoleBindings, then RoleBindings of the namespace, that name the user or one of the groups. */
  bindingsOf(user: User, namespace: string): Binding[] {
    const subjects = [`User ${user.name}`, ...user.groups.map((group) => `Group ${group}`)];
    const cluster = applied(this.#index('clusterrolebindings'), subjects);
    if (namespace === '') return cluster;
    const inNamespace = subjects.map((subject) => `${namespace}/${subject}`);
    return [...cluster, ...applied(this.#index('rolebindings'), inNamespace)];
  }

  /** @throws StatusError NotFound */
  rulesOf({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] {
    const inNamespace = kind === 'Role';
    const plural = inNamespace ? 'roles' : 'clusterroles';
    const table = this.store.table<Role>(`${GROUP}/${plural}`);
    const role = table.get(inNamespace ? `${namespace}/${name}` : name);
    if (role) return role.rules ?? [];
    throw notFound({ group: GROUP, resource: this.wording === 'plural' ? plural : plural.slice(0, -1) }, name);
  }

  rulesFor(user: User, namespace: string): GrantedRules {
    const rules: PolicyRule[] = [];
    const errors: Error[] = [];
    for (const binding of this.bindingsOf(user, namespace)) {
      try {
        rules.push(...this.rulesOf(binding.roleRef, binding.metadata.namespace ?? ''));
      } catch (error) {
        if (!isStatusError(error)) throw error;
        errors.push(error);
      }
    }
    return { rules, incomplete: false, errors };
  }

  #index(plural: string): ObjectIndex<Binding> {
    return this.store.table<Binding>(`${GROUP}/${plural}`).index('subjects', subjectKeys);
  }
}

/** `ClusterRoleBinding "a" of ClusterRole "view" to Group "devs"`. */
export function describeBinding(binding: Binding, user: User): string {
  const { name, namespace } = binding.metadata;
  const { roleRef, subjects = [] } = binding;
  const subject = subjects.find((candidate) => appliesTo(candidate, user, namespace ?? ''));
  const [kind, shown] = namespace ? ['RoleBinding', `${name}/${namespace}`] : ['ClusterRoleBinding', name];
  const who = subject ? ` to ${describeSubject(subject, namespace ?? '')}` : '';
  return `${kind} ${quote(shown)} of ${roleRef.kind} ${quote(roleRef.name)}${who}`;
}

function describeSubject({ kind, name, namespace }: Subject, bindingNamespace: string): string {
  return `${kind} ${quote(kind === 'ServiceAccount' ? `${name}/${namespace || bindingNamespace}` : name)}`;
}

function appliesTo(subject: Subject, user: User, bindingNamespace: string): boolean {
  const key = subjectKey(subject, bindingNamespace);
  return key === `User ${user.name}` || user.groups.some((group) => key === `Group ${group}`);
}

/** What a subject is found by; a ServiceAccount is the user of that name. Undefined for what nobody can be. */
function subjectKey({ kind, name, namespace }: Subject, bindingNamespace: string): string | undefined {
  switch (kind) {
    case 'User':
    case 'Group':
      return `${kind} ${name}`;
    case 'ServiceAccount': {
      const home = namespace || bindingNamespace;
      return home === '' ? undefined : `User ${serviceAccountUserName(home, name)}`;
    }
    default:
      return undefined;
  }
}

function subjectKeys({ metadata: { namespace }, subjects = [] }: Binding): readonly string[] {
  const keys = new Set<string>();
  for (const subject of subjects) {
    const key = subjectKey(subject, namespace ?? '');
    if (key !== undefined) keys.add(namespace ? `${namespace}/${key}` : key);
  }
  return [...keys];
}

function applied(index: ObjectIndex<Binding>, keys: readonly string[]): Binding[] {
  const found = new Map<string, Binding>();
  for (const key of keys) for (const binding of index.get(key)) found.set(binding.metadata.name, binding);
  return [...found.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

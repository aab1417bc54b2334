/**
 * Nobody grants more than they have: whoever writes a role must hold its rules, whoever writes a binding those of the role it names;
 * or hold the verbs `escalate` and `bind`, which exist for that.
 *
 * Upstream: pkg/registry/rbac/escalation_check.go, pkg/registry/rbac/{role,rolebinding,clusterrole,clusterrolebinding}/policybased/storage.go
 */
import { quote } from '../../apimachinery/go-text';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { forbidden } from '../../apimachinery/status-error';
import { withMetadata } from '../core';
import type { StrategyContext, WritePlace } from '../strategy';
import { describeRules, quoteList, uncoveredRules, type PolicyRule } from './policy-rule';
import { RuleResolver, type Binding, type Role } from './rule-resolver';

const GROUP = 'rbac.authorization.k8s.io';
const ALL: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** @throws StatusError Forbidden */
export function checkRoleEscalation(
  plural: string,
  role: Role,
  old: Role | undefined,
  context: StrategyContext,
  place: WritePlace,
): void {
  if (privileged(context) || may(context, place.namespace, 'escalate', plural, place.name)) return;
  if (onlyOwnership(role, old)) return;
  confirm(plural, role, role.rules ?? [], context, place);
  if (!aggregates(role) && !(old && aggregates(old))) return;
  if (missing(ALL, context, place).length === 0) return;
  const why = 'must have cluster-admin privileges to use the aggregationRule';
  throw forbidden({ group: GROUP, resource: plural }, role.metadata.name, why);
}

/** @throws StatusError Forbidden, or NotFound for a role that does not exist */
export function checkBindingEscalation(
  plural: string,
  binding: Binding,
  old: Binding | undefined,
  context: StrategyContext,
  place: WritePlace,
): void {
  if (privileged(context) || onlyOwnership(binding, old)) return;
  const { roleRef } = binding;
  const roles = roleRef.kind === 'Role' ? 'roles' : roleRef.kind === 'ClusterRole' ? 'clusterroles' : undefined;
  if (roles && may(context, place.namespace, 'bind', roles, roleRef.name)) return;
  // An unknown kind is told by validation, which comes next.
  if (!roles) return;
  const rules = new RuleResolver(context.store, 'plural').rulesOf(roleRef, place.namespace);
  confirm(plural, binding, rules, context, place);
}

function privileged({ user }: StrategyContext): boolean {
  return user.groups.includes('system:masters');
}

function may(context: StrategyContext, namespace: string, verb: string, resource: string, name: string): boolean {
  const { user, authorizer } = context;
  const attributes = { user, verb, isResource: true, path: '', group: GROUP, version: '*', resource, subresource: '' };
  return authorizer.authorize({ ...attributes, namespace, name }).decision === 'Allow';
}

function aggregates(role: Role): boolean {
  return (role.aggregationRule?.clusterRoleSelectors?.length ?? 0) > 0;
}

/** What the garbage collector changes on its way is no grant. */
function onlyOwnership(object: Role | Binding, old: Role | Binding | undefined): boolean {
  if (!old) return false;
  const { ownerReferences, finalizers, selfLink, managedFields } = old.metadata;
  const compared = withMetadata(object as unknown as KubeObject, {
    ownerReferences,
    finalizers,
    selfLink,
    managedFields,
  });
  return sameJson(compared as unknown as JsonObject, old as unknown as JsonObject);
}

function missing(
  rules: readonly PolicyRule[],
  { user, store }: StrategyContext,
  { namespace }: WritePlace,
): PolicyRule[] {
  return uncoveredRules(new RuleResolver(store, 'plural').rulesFor(user, namespace).rules, rules);
}

function confirm(
  plural: string,
  object: Role | Binding,
  rules: readonly PolicyRule[],
  context: StrategyContext,
  place: WritePlace,
): void {
  const lacking = missing(rules, context, place);
  if (lacking.length === 0) return;
  const { user, store } = context;
  const { errors } = new RuleResolver(store, 'plural').rulesFor(user, place.namespace);
  const who = `user ${quote(user.name)} (groups=${quoteList(user.groups)})`;
  const resolution = errors.length === 0 ? '' : `; resolution errors: [${errors.map((e) => e.message).join(' ')}]`;
  const why = `${who} is attempting to grant RBAC permissions not currently held:\n${describeRules(lacking).join('\n')}${resolution}`;
  throw forbidden({ group: GROUP, resource: plural }, object.metadata.name, why);
}

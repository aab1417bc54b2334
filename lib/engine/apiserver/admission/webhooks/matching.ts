/**
 * Whether a webhook is to be asked about a request, and in which version of the resource.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/generic/webhook.go, predicates/{rules,namespace,object}
 */
import type { RuleWithOperations } from '../../../apimachinery/api/admissionregistration-v1';
import { selectorOf, type LabelSelector } from '../../../apimachinery/labels';
import type { KubeObject } from '../../../apimachinery/object-meta';
import { notFound, type StatusError } from '../../../apimachinery/status-error';
import type { ResourceTarget } from '../../request';
import type { AdmissionRequest } from '../admission';
import type { Hook, Invocation } from './hook';

/** The namespace that a request is in; of a Namespace its own name. */
export function namespaceOf({ target, object }: AdmissionRequest): string {
  if (target.definition.table !== 'namespaces') return target.definition.namespaced ? target.namespace : '';
  return target.name || (object?.metadata.name ?? '');
}

/** Undefined when it is not to be asked. @throws StatusError NotFound when its namespace cannot be looked at */
export function invocationOf(request: AdmissionRequest, hook: Hook): Invocation | undefined {
  const { webhook } = hook;
  const inNamespace = matchesNamespace(request, webhook.namespaceSelector);
  if (inNamespace === false || !matchesObject(request, webhook.objectSelector)) return undefined;
  const target = matchedTarget(request, webhook.rules ?? [], webhook.matchPolicy === 'Equivalent');
  if (!target) return undefined;
  if (inNamespace !== true) throw inNamespace;
  return { hook, target };
}

function matchesNamespace(request: AdmissionRequest, selector: LabelSelector | undefined): boolean | StatusError {
  const { target, operation, object, store } = request;
  const namespace = namespaceOf(request);
  if (namespace === '' && target.definition.table !== 'namespaces') return true;
  const parsed = selectorOf(selector ?? {});
  if (parsed.empty) return true;
  const itself = target.definition.table === 'namespaces' && target.subresource === '';
  if (itself && (operation === 'CREATE' || operation === 'UPDATE')) return parsed.matches(object?.metadata.labels);
  const found = store.table('namespaces').get(namespace);
  return found ? parsed.matches(found.metadata.labels) : notFound({ group: '', resource: 'namespaces' }, namespace);
}

function matchesObject({ object, old }: AdmissionRequest, selector: LabelSelector | undefined): boolean {
  const parsed = selectorOf(selector ?? {});
  // Options of a connection have no metadata, so nothing in them is selected.
  const matches = (one: Partial<KubeObject> | undefined): boolean =>
    one?.metadata !== undefined && parsed.matches(one.metadata.labels);
  return parsed.empty || matches(object) || matches(old);
}

/** The version of the request where a rule names it, else the first that a rule names among those that mean the same. */
function matchedTarget(
  request: AdmissionRequest,
  rules: readonly RuleWithOperations[],
  equivalent: boolean,
): ResourceTarget | undefined {
  const { target } = request;
  if (rules.some((rule) => ruleMatches(rule, request, target))) return target;
  if (!equivalent) return undefined;
  const others = target.definition.versions
    .filter((version) => version.served && version !== target.version)
    .map((version) => ({ ...target, version }));
  for (const rule of rules) {
    const found = others.find((other) => ruleMatches(rule, request, other));
    if (found) return found;
  }
  return undefined;
}

function ruleMatches(rule: RuleWithOperations, request: AdmissionRequest, target: ResourceTarget): boolean {
  const has = (values: readonly string[] | undefined, wanted: string): boolean =>
    values?.some((value) => value === '*' || value === wanted) ?? false;
  return (
    scopeMatches(rule.scope, request) &&
    has(rule.operations, request.operation) &&
    has(rule.apiGroups, target.definition.group) &&
    has(rule.apiVersions, target.version.name) &&
    (rule.resources ?? []).some((resource) => resourceMatches(resource, target))
  );
}

/** Namespaces themselves are of the cluster. */
function scopeMatches(scope: string | undefined, request: AdmissionRequest): boolean {
  if (scope === undefined || scope === '*') return true;
  const inNamespace = request.target.definition.table !== 'namespaces' && namespaceOf(request) !== '';
  return (scope === 'Namespaced') === inNamespace;
}

function resourceMatches(resource: string, { definition, subresource }: ResourceTarget): boolean {
  const slash = resource.indexOf('/');
  const [name, part] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash + 1)];
  return (name === '*' || name === definition.plural) && (part === '*' || part === subresource);
}

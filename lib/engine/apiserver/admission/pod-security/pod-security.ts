/**
 * Refuses pods that violate what the labels of their namespace enforce, and warns of what they only mention.
 *
 * Upstream: staging/src/k8s.io/pod-security-admission/admission/admission.go, plugin/pkg/admission/security/podsecurity/admission.go
 * Differs: there is no audit log, so the audit level only has its label checked; nothing is exempt.
 */
import { quote } from '../../../apimachinery/go-text';
import type { JsonObject, KubeObject } from '../../../apimachinery/object-meta';
import { sameJson } from '../../../apimachinery/same-json';
import { forbidden, invalid } from '../../../apimachinery/status-error';
import type { AdmissionPlugin, AdmissionRequest } from '../admission';
import { describeViolations, evaluatePod } from './evaluate-pod';
import type { CheckedContainer, CheckedPod } from './pod-check';
import { compareLevels, formatLevelVersion, policyOf, type LevelVersion } from './pod-security-policy';

/** Where a kind keeps its pod template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  replicationcontrollers: ['spec', 'template'],
  podtemplates: ['template'],
  'apps/replicasets': ['spec', 'template'],
  'apps/deployments': ['spec', 'template'],
  'apps/statefulsets': ['spec', 'template'],
  'apps/daemonsets': ['spec', 'template'],
  'batch/jobs': ['spec', 'template'],
  'batch/cronjobs': ['spec', 'jobTemplate', 'spec', 'template'],
};
const IGNORED_SUBRESOURCES = new Set([
  'exec',
  'attach',
  'binding',
  'eviction',
  'log',
  'portforward',
  'proxy',
  'status',
]);
const MAX_PODS_TO_CHECK = 3000;

export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate: (request) => {
    const { operation, target } = request;
    if (operation !== 'CREATE' && operation !== 'UPDATE') return;
    const { table } = target.definition;
    if (table === 'namespaces') validateNamespace(request);
    else if (table === 'pods') validatePod(request);
    else if (Object.hasOwn(TEMPLATES, table) && target.subresource === '') warnOfTemplate(request, TEMPLATES[table]!);
  },
};

function validateNamespace(request: AdmissionRequest): void {
  const { target, object, old, operation, caller } = request;
  if (target.subresource !== '' || !object) return;
  const { policy, faults } = policyOf(object.metadata.labels);
  const before = operation === 'UPDATE' && old ? policyOf(old.metadata.labels) : undefined;
  const known = before !== undefined && sameJson(before.faults.map(String), faults.map(String));
  if (faults.length > 0 && !known) throw invalid(target.definition, object.metadata.name, faults);
  if (!before) return;
  const { enforce } = policy;
  const was = before.policy.enforce;
  if (enforce.level === 'privileged') return;
  if (enforce.version === was.version && compareLevels(enforce.level, was.level) <= 0) return;
  for (const text of warningsOfPods(request, object.metadata.name, enforce)) caller.warn(text);
}

/** Pods that are there already stay, but whoever tightens the namespace hears of them. */
function warningsOfPods({ store }: AdmissionRequest, namespace: string, enforce: LevelVersion): string[] {
  const all = prioritized(store.table('pods').list(`${namespace}/`));
  const checked = all.slice(0, MAX_PODS_TO_CHECK);
  const found = new Map<string, string[]>();
  for (const pod of checked) {
    const violations = evaluatePod(enforce, pod as CheckedPod);
    if (violations.length === 0) continue;
    const reason = violations.map((violation) => violation.reason).join(', ');
    found.set(reason, [...(found.get(reason) ?? []), pod.metadata.name]);
  }
  const texts = [...found].map(([reason, names]) => `${countedPods(names)}: ${reason}`).sort();
  const partly = `new PodSecurity enforce level only checked against the first ${checked.length} of ${all.length} existing pods`;
  const heading = `existing pods in namespace ${quote(namespace)} violate the new PodSecurity enforce level ${quote(formatLevelVersion(enforce))}`;
  return [...(checked.length < all.length ? [partly] : []), ...(texts.length > 0 ? [heading] : []), ...texts];
}

function countedPods(names: readonly string[]): string {
  const [first = ''] = [...names].sort();
  if (names.length === 1) return first;
  return `${first} (and ${names.length - 1} other ${names.length === 2 ? 'pod' : 'pods'})`;
}

/** One pod of each controller first: its others are alike. */
function prioritized(pods: readonly KubeObject[]): KubeObject[] {
  const seen = new Set<string>();
  const alike: KubeObject[] = [];
  const first = pods.filter((pod) => {
    const controller = pod.metadata.ownerReferences?.find((reference) => reference.controller)?.uid;
    if (controller === undefined) return true;
    if (seen.has(controller)) alike.push(pod);
    const fresh = !seen.has(controller);
    seen.add(controller);
    return fresh;
  });
  return [...first, ...alike];
}

function validatePod(request: AdmissionRequest): void {
  const { target, object, old, operation, caller } = request;
  if (IGNORED_SUBRESOURCES.has(target.subresource) || !object) return;
  const { enforce, warn } = policyFor(request);
  const pod = object as CheckedPod;
  if (operation === 'UPDATE' && old && !changesContainers(pod, old as CheckedPod)) return;
  const violations = evaluatePod(enforce, pod);
  if (violations.length > 0) {
    const why = `violates PodSecurity ${quote(formatLevelVersion(enforce))}: ${describeViolations(violations)}`;
    throw forbidden(target.definition.groupResource, object.metadata.name, why);
  }
  warnOf(warn, pod, caller.warn);
}

/** Workloads are never refused: their pods will be. */
function warnOfTemplate(request: AdmissionRequest, path: readonly string[]): void {
  let template = request.object as unknown as JsonObject | undefined;
  for (const member of path) template = template?.[member] as JsonObject | undefined;
  if (template) warnOf(policyFor(request).warn, template as CheckedPod, request.caller.warn);
}

function policyFor({ store, target }: AdmissionRequest) {
  return policyOf(store.table('namespaces').get(target.namespace)?.metadata.labels).policy;
}

function warnOf(warn: LevelVersion, pod: CheckedPod, tell: (text: string) => void): void {
  const violations = evaluatePod(warn, pod);
  if (violations.length === 0) return;
  tell(`would violate PodSecurity ${quote(formatLevelVersion(warn))}: ${describeViolations(violations)}`);
}

/** Of a pod's spec only images can change, and ephemeral containers be added. */
function changesContainers(pod: CheckedPod, old: CheckedPod): boolean {
  const images = (containers: readonly CheckedContainer[] = []): string[] => containers.map(({ image }) => image ?? '');
  const [now, before] = [pod.spec, old.spec];
  if (!sameJson(images(now?.containers), images(before?.containers))) return true;
  if (!sameJson(images(now?.initContainers), images(before?.initContainers))) return true;
  return (now?.ephemeralContainers ?? []).some((container) => {
    const known = before?.ephemeralContainers?.find(({ name }) => name === container.name);
    return known?.image !== container.image;
  });
}

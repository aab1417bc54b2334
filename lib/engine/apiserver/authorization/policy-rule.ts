/**
 * One rule of a Role: what it allows, whether others cover it, and how it is written in messages.
 *
 * Upstream: pkg/apis/rbac/v1/evaluation_helpers.go, staging/src/k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go,
 * pkg/registry/rbac/validation/policy_compact.go
 */
import { compareText, quote } from '../../apimachinery/go-text';
import type { AuthorizationAttributes } from './authorizer';

export type PolicyRule = {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
};

const NONE: readonly string[] = [];

function includes(set: readonly string[] | undefined, value: string): boolean {
  return set !== undefined && (set.includes('*') || set.includes(value));
}

/** `/healthz/*` covers what begins with `/healthz/`. */
function urlCovers(pattern: string, path: string): boolean {
  return pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, '')));
}

export function ruleAllows(rule: PolicyRule, attributes: AuthorizationAttributes): boolean {
  const { verb, isResource, path, group, resource, subresource, name } = attributes;
  if (!includes(rule.verbs, verb)) return false;
  if (!isResource) return (rule.nonResourceURLs ?? NONE).some((pattern) => urlCovers(pattern, path));
  const combined = subresource === '' ? resource : `${resource}/${subresource}`;
  if (!includes(rule.apiGroups, group)) return false;
  if (!includes(rule.resources, combined) && !(subresource !== '' && rule.resources?.includes(`*/${subresource}`)))
    return false;
  return !rule.resourceNames?.length || rule.resourceNames.includes(name);
}

/** A rule as many that each have one verb, one resource and one name at most. */
function atomsOf(rule: PolicyRule): PolicyRule[] {
  const atoms: PolicyRule[] = [];
  for (const group of rule.apiGroups ?? NONE) {
    for (const resource of rule.resources ?? NONE) {
      for (const verb of rule.verbs) {
        const atom = { verbs: [verb], apiGroups: [group], resources: [resource] };
        if (!rule.resourceNames?.length) atoms.push(atom);
        else for (const name of rule.resourceNames) atoms.push({ ...atom, resourceNames: [name] });
      }
    }
  }
  for (const url of rule.nonResourceURLs ?? NONE)
    for (const verb of rule.verbs) atoms.push({ verbs: [verb], nonResourceURLs: [url] });
  return atoms;
}

function resourceCovers(owned: readonly string[], resource: string): boolean {
  if (owned.includes('*') || owned.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && owned.includes(`*/${resource.slice(slash + 1)}`);
}

/** Whether a rule allows everything that an atom does. A resource rule covers no URL, and the reverse. */
function covers(owner: PolicyRule, atom: PolicyRule): boolean {
  const all = (wanted: readonly string[] | undefined, test: (value: string) => boolean): boolean =>
    (wanted ?? NONE).every(test);
  return (
    all(atom.verbs, (verb) => includes(owner.verbs, verb)) &&
    all(atom.apiGroups, (group) => includes(owner.apiGroups, group)) &&
    all(atom.resources, (resource) => resourceCovers(owner.resources ?? NONE, resource)) &&
    all(atom.nonResourceURLs, (url) => (owner.nonResourceURLs ?? NONE).some((pattern) => urlCovers(pattern, url))) &&
    (!owner.resourceNames?.length ||
      (atom.resourceNames !== undefined && all(atom.resourceNames, (name) => owner.resourceNames!.includes(name))))
  );
}

/** The parts of `wanted` that none of `owned` allows, in their smallest pieces. */
export function uncoveredRules(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(atomsOf).filter((atom) => !owned.some((owner) => covers(owner, atom)));
}

/** Puts pieces that differ only in the verb together again. */
function compact(atoms: readonly PolicyRule[]): PolicyRule[] {
  const merged = new Map<string, PolicyRule>();
  for (const atom of atoms) {
    const key = JSON.stringify({ ...atom, verbs: atom.nonResourceURLs ? atom.verbs : [] });
    const known = merged.get(key);
    merged.set(key, known && !atom.nonResourceURLs ? { ...known, verbs: [...known.verbs, ...atom.verbs] } : atom);
  }
  return [...merged.values()];
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}`, one for each resource, sorted. */
export function describeRules(atoms: readonly PolicyRule[]): string[] {
  return [...new Set(compact(atoms).map(describe))].sort(compareText);
}

function describe(rule: PolicyRule): string {
  const parts: readonly (readonly [name: string, values: readonly string[] | undefined])[] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  const shown = parts.flatMap(([name, values]) => (values?.length ? [`${name}:${quoteList(values)}`] : []));
  return `{${shown.join(', ')}}`;
}

/** Go's `%q` of a list of texts. */
export function quoteList(values: readonly string[]): string {
  return `[${values.map(quote).join(' ')}]`;
}

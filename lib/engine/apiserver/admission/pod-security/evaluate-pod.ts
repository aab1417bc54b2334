/**
 * What a pod violates at a level and version.
 *
 * Upstream: staging/src/k8s.io/pod-security-admission/policy/{registry,checks}.go
 */
import { baselineChecks } from './baseline-checks';
import type { CheckedPod, PodCheck, Violation } from './pod-check';
import type { LevelVersion } from './pod-security-policy';
import { restrictedChecks } from './restricted-checks';

/** Checks last changed here: newer policies are like this one. */
const NEWEST_MINOR = Math.max(
  ...[...baselineChecks, ...restrictedChecks].flatMap(({ versions }) => versions.map(({ since }) => since)),
);

type VersionedCheck = PodCheck['versions'][number];

function atVersion({ versions }: PodCheck, minor: number): VersionedCheck | undefined {
  return versions.findLast(({ since }) => since <= minor);
}

/** Baseline first, then restricted, without what the latter overrides. */
export function evaluatePod({ level, version }: LevelVersion, pod: CheckedPod): Violation[] {
  if (level === 'privileged') return [];
  const minor = version === 'latest' ? NEWEST_MINOR : Math.min(version, NEWEST_MINOR);
  const restricted = level === 'baseline' ? [] : restrictedChecks.flatMap((check) => atVersion(check, minor) ?? []);
  const overridden = restricted.map(({ overrides }) => overrides);
  const baseline = baselineChecks.flatMap((check) =>
    overridden.includes(check.id) ? [] : (atVersion(check, minor) ?? []),
  );
  return [...baseline, ...restricted].flatMap((check) => check.find(pod) ?? []);
}

/** `host namespaces (hostPID=true), privileged (...)` */
export function describeViolations(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
}

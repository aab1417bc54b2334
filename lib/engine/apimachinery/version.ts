/**
 * The order of API versions: v10 before v2 before v1beta2 before v1alpha1, other names after them.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/version/helpers.go
 */

const STAGES = ['alpha', 'beta', ''];

interface ParsedVersion {
  readonly stage: number;
  readonly major: number;
  readonly minor: number;
}

function parse(version: string): ParsedVersion | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  return match
    ? { stage: STAGES.indexOf(match[2] ?? ''), major: Number(match[1]), minor: Number(match[3] ?? 0) }
    : undefined;
}

/** Compares two versions for sorting, the preferred one first: negative when `left` comes before `right`. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parse(left), parse(right)];
  if (!a && !b) return left < right ? -1 : left > right ? 1 : 0;
  if (!a) return 1;
  if (!b) return -1;
  return b.stage - a.stage || b.major - a.major || b.minor - a.minor;
}

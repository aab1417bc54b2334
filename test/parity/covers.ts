/**
 * Does one set of objects carry everything another one does? Every leaf of the wanted objects must be there with the same value;
 * the others may add. Differences made on purpose are explained by path; an explanation that explains nothing is a failure too.
 */

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** A difference made on purpose: where (`*` stands for any run of characters) and why. */
export interface Explanation {
  readonly path: string;
  readonly why: string;
}

export interface Difference {
  readonly path: string;
  readonly wanted: unknown;
  readonly got: unknown;
}

export interface Coverage {
  /** Leaves that are there with the same value. */
  readonly passed: number;
  readonly unexplained: readonly Difference[];
  /** Paths of explanations that explain nothing. */
  readonly stale: readonly string[];
}

const LIST_KEYS = ['name', 'containerPort', 'port', 'ip', 'mountPath', 'topologyKey', 'key', 'hosts'];
const SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const QUANTITY_PATH = /resources\.(requests|limits)|hard\.|capacity\./;

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function amount(value: unknown): number | undefined {
  const match = /^([+-]?\d*\.?\d+)(?:([numkMGTPE])|([KMGTPE])i)?$/.exec(String(value));
  if (!match) return undefined;
  const binary = match[3] ? 1024 ** ('KMGTPE'.indexOf(match[3]) + 1) : 1;
  return Number(match[1]) * binary * 1000 ** (SUFFIXES.indexOf(match[2] ?? '') - 3);
}

function same(wanted: unknown, got: unknown, path: string): boolean {
  if (wanted === got || (wanted === null && got === undefined)) return true;
  if (!QUANTITY_PATH.test(path)) return false;
  const [a, b] = [amount(wanted), amount(got)];
  return a !== undefined && b !== undefined && Math.abs(a - b) < 1e-12;
}

class Comparison {
  passed = 0;
  readonly differences: Difference[] = [];

  compare(wanted: unknown, got: unknown, path: string): void {
    if (Array.isArray(wanted)) this.#compareLists(wanted, Array.isArray(got) ? got : [], path);
    else if (isFields(wanted)) this.#compareFields(wanted, got, path);
    else if (same(wanted, got, path)) this.passed++;
    else this.differences.push({ path, wanted, got });
  }

  #compareFields(wanted: Fields, got: unknown, path: string): void {
    if (!isFields(got)) {
      if (Object.keys(wanted).length > 0) this.differences.push({ path, wanted, got });
      return;
    }
    for (const [key, value] of Object.entries(wanted)) this.compare(value, got[key], `${path}.${key}`);
  }

  #compareLists(wanted: unknown[], got: unknown[], path: string): void {
    const key = LIST_KEYS.find((name) => wanted.every((item) => isFields(item) && item[name] !== undefined));
    wanted.forEach((item, position) => {
      const value = key && isFields(item) ? item[key] : undefined;
      const here = `${path}[${key && typeof value !== 'object' ? String(value) : position}]`;
      const mate = key
        ? got.find((other) => isFields(other) && JSON.stringify(other[key]) === JSON.stringify(value))
        : isFields(item)
          ? got[position]
          : got.find((other) => other === item);
      if (mate === undefined) this.differences.push({ path: here, wanted: item, got: undefined });
      else this.compare(item, mate, here);
    });
  }
}

const idOf = (object: KubernetesObject): string => `${object.kind}/${object.metadata.name}`;

function withoutNamespace(object: KubernetesObject): Fields {
  const { namespace: _namespace, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function pattern(path: string): RegExp {
  const parts = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

/** Compares `ours` with what `wanted` carries. */
export function covers(
  wanted: readonly KubernetesObject[],
  ours: readonly KubernetesObject[],
  explanations: readonly Explanation[] = [],
): Coverage {
  const comparison = new Comparison();
  const byId = new Map(ours.map((object) => [idOf(object), object]));
  for (const object of wanted) {
    const mate = byId.get(idOf(object));
    if (mate) comparison.compare(withoutNamespace(object), mate, idOf(object));
    else comparison.differences.push({ path: idOf(object), wanted: 'present', got: 'absent' });
  }
  const patterns = explanations.map(({ path }) => ({ path, test: pattern(path), used: false }));
  const unexplained = comparison.differences.filter((difference) => {
    const explaining = patterns.find(({ test }) => test.test(difference.path));
    if (explaining) explaining.used = true;
    return !explaining;
  });
  return {
    passed: comparison.passed,
    unexplained,
    stale: patterns.filter(({ used }) => !used).map(({ path }) => path),
  };
}

/**
 * The functions that Kubernetes adds to CEL: lists, regular expressions, URLs, texts; and those of CEL that the library lacks.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/cel/library/{lists,regex,urls}.go, github.com/google/cel-go/ext/strings.go, checker/standard.go
 */
import type { Environment } from '@marcbachmann/cel-js';
import { compareText } from '../../../apimachinery/go-text';
import { compileExpression } from '../regular-expression';

type Comparable = bigint | number | string | boolean | Date;

function compare(a: Comparable, b: Comparable): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function extreme(list: readonly Comparable[], sign: 1 | -1): Comparable {
  if (list.length === 0) throw new Error(`${sign === 1 ? 'max' : 'min'} called on empty list`);
  return list.reduce((best, next) => (compare(next, best) * sign > 0 ? next : best));
}

function sum(list: readonly (bigint | number)[]): bigint | number {
  if (list.every((item): item is bigint => typeof item === 'bigint')) return list.reduce((a, b) => a + b, 0n);
  return list.reduce<number>((a, b) => a + Number(b), 0);
}

/** Parts of an absolute URL or an absolute path, as Go's url.Parse reads them. */
class Url {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;

  private constructor(parts: RegExpExecArray) {
    [, this.scheme = '', , this.host = '', this.path = ''] = parts;
    const query = new Map<string, string[]>();
    for (const part of (parts[5] ?? '').split('&').filter((text) => text !== '')) {
      const [name = '', ...value] = part.split('=').map((text) => decode(text));
      query.set(name, [...(query.get(name) ?? []), value.join('=')]);
    }
    this.query = query;
  }

  static parse(text: string): Url | undefined {
    const parts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:([^/?#@]*)@)?([^/?#\s]*))?(\/[^?#\s]*)?(?:\?([^#]*))?$/.exec(
      text,
    );
    return parts && (parts[1] !== undefined || parts[4] !== undefined) ? new Url(parts) : undefined;
  }

  get port(): string {
    return /:(\d*)$/.exec(this.host)?.[1] ?? '';
  }

  get hostname(): string {
    return this.host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

function urlOf(text: string): Url {
  const url = Url.parse(text);
  if (!url)
    throw new Error(
      `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
    );
  return url;
}

function findAll(text: string, pattern: string, limit?: bigint): string[] {
  const matcher = compileExpression(pattern).matcher(text);
  const found: string[] = [];
  while ((limit === undefined || limit < 0n || BigInt(found.length) < limit) && matcher.find())
    found.push(matcher.group() ?? '');
  return found;
}

function replace(text: string, what: string, by: string, limit = -1n): string {
  const parts = text.split(what);
  if (limit < 0n || BigInt(parts.length - 1) <= limit) return parts.join(by);
  const count = Number(limit);
  return [...parts.slice(0, count), parts.slice(count).join(what)].join(by);
}

function charAt(text: string, index: bigint): string {
  const letters = [...text];
  if (index < 0n || index > BigInt(letters.length)) throw new Error(`index out of range: ${index}`);
  return letters[Number(index)] ?? '';
}

function addListFunctions(environment: Environment): void {
  environment
    .registerFunction('list<dyn>.isSorted(): bool', (list: Comparable[]) =>
      list.every((item, index) => index === 0 || compare(list[index - 1]!, item) <= 0),
    )
    .registerFunction('list<dyn>.sum(): dyn', sum)
    .registerFunction('list<dyn>.min(): dyn', (list: Comparable[]) => extreme(list, -1))
    .registerFunction('list<dyn>.max(): dyn', (list: Comparable[]) => extreme(list, 1))
    .registerFunction('list<dyn>.indexOf(dyn): int', (list: Comparable[], item: Comparable) =>
      BigInt(list.indexOf(item)),
    )
    .registerFunction('list<dyn>.lastIndexOf(dyn): int', (list: Comparable[], item: Comparable) =>
      BigInt(list.lastIndexOf(item)),
    );
}

function addTextFunctions(environment: Environment): void {
  environment
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => findAll(text, pattern, 1n)[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) => findAll(text, pattern))
    .registerFunction('string.findAll(string, int): list<string>', findAll)
    .registerFunction('string.charAt(int): string', charAt)
    .registerFunction('string.replace(string, string): string', (text: string, what: string, by: string) =>
      replace(text, what, by),
    )
    .registerFunction('string.replace(string, string, int): string', replace);
}

function addUrlFunctions(environment: Environment): void {
  environment
    .registerType('URL', { ctor: Url as never, fields: {} })
    .registerFunction('url(string): URL', urlOf)
    .registerFunction('isURL(string): bool', (text: string) => Url.parse(text) !== undefined)
    .registerFunction('URL.getScheme(): string', (url: Url) => url.scheme)
    .registerFunction('URL.getHost(): string', (url: Url) => url.host)
    .registerFunction('URL.getHostname(): string', (url: Url) => url.hostname)
    .registerFunction('URL.getPort(): string', (url: Url) => url.port)
    .registerFunction('URL.getEscapedPath(): string', (url: Url) => url.path)
    .registerFunction('URL.getQuery(): map<string, list<string>>', (url: Url) => new Map(url.query));
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}

/** What CEL itself has and the library lacks. */
function addMissing(environment: Environment): void {
  environment
    .registerOperator('bytes < bytes', (a: Uint8Array, b: Uint8Array) => compareBytes(a, b) < 0)
    .registerOperator('bytes <= bytes', (a: Uint8Array, b: Uint8Array) => compareBytes(a, b) <= 0)
    .registerOperator('bytes > bytes', (a: Uint8Array, b: Uint8Array) => compareBytes(a, b) > 0)
    .registerOperator('bytes >= bytes', (a: Uint8Array, b: Uint8Array) => compareBytes(a, b) >= 0)
    .registerFunction('int(google.protobuf.Timestamp): int', (time: Date) => BigInt(Math.floor(time.getTime() / 1000)))
    .registerFunction('string(google.protobuf.Timestamp): string', (time: Date) =>
      time.toISOString().replace(/\.?0*Z$/, 'Z'),
    )
    .registerFunction(
      'string(google.protobuf.Duration): string',
      (duration: { valueOf(): number }) => `${duration.valueOf() / 1000}s`,
    );
}

/** Adds all of them to an environment. */
export function addKubernetesFunctions(environment: Environment): Environment {
  addListFunctions(environment);
  addTextFunctions(environment);
  addUrlFunctions(environment);
  addMissing(environment);
  return environment;
}

/**
 * Makes answers comparable with recorded ones: what differs from run to run (uids, versions, times, random parts of names, allocated
 * addresses and ports) becomes a token such as `<uid-1>`, which keeps its identity within a case.
 */
import type { Case, Json } from './suite';
import { kubectlLines } from './kubectl-lines';
import type { Played, PrintedResult, StepResult } from './player';
import { randomNames, type RandomNames } from './random-names';

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g;
const UID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const CLUSTER_IP = /\b10\.(?:96|97|98|99|10\d|11[01])\.\d+\.\d+\b/g;
const POD_IP = /\b(?:10\.(?:244|0|1)|127\.244)\.\d+\.\d+\b/g;
const AGE_COLUMNS = /^(Age|Last Seen|First Seen|Last Schedule|Duration|AGE)$/;

type JsonMap = { readonly [member: string]: Json };

function isMap(value: Json | undefined): value is { [member: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function comparable(played: Played, test: Case, withManagedFields: boolean): Json[] {
  return new Comparison(played, test, withManagedFields).results();
}

function isPrinted(result: NonNullable<StepResult>): result is PrintedResult {
  return 'printed' in result;
}

/** `<kind-1>`, `<kind-2>`, ... in the order in which values appear. */
class Tokens {
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  of(kind: string, value: string): string {
    const key = `${kind}:${value}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const token = `<${kind}-${count}>`;
    this.#known.set(key, token);
    return token;
  }
}

class Comparison {
  readonly #tokens = new Tokens();
  readonly #names: RandomNames;
  /** What a case asks for by name is no chance. */
  readonly #explicit: string;
  readonly #explicitPorts: ReadonlySet<number>;
  /** A watch tells the columns in its first Table only. */
  #ages: readonly boolean[] = [];

  constructor(
    private readonly played: Played,
    test: Case,
    private readonly withManagedFields: boolean,
  ) {
    this.#explicit = JSON.stringify(test.steps);
    this.#explicitPorts = new Set([...this.#explicit.matchAll(/"nodePort":(\d+)/g)].map((match) => Number(match[1])));
    const found = randomNames(played.results as unknown as Json, this.#explicit);
    const { hashes, suffixes } = played.names;
    this.#names = {
      hashes: new Set([...hashes, ...found.hashes]),
      suffixes: new Set([...suffixes, ...found.suffixes]),
    };
  }

  results(): Json[] {
    return this.played.results.map((result) => this.#result(result));
  }

  #result(result: StepResult): Json {
    if (result === null) return null;
    if (isPrinted(result)) return this.#printed(result);
    const { set, ...rest } = result;
    const value = this.#value(rest as Json) as { [member: string]: Json };
    if (Array.isArray(value['list'])) value['list'] = sortedJson(value['list']);
    if (!Array.isArray(value['events'])) return value;
    value['events'] = set
      ? sortedJson(value['events']).filter((event, i, all) => JSON.stringify(event) !== JSON.stringify(all[i - 1]))
      : value['events'].filter((event, i, all) => !isRepeatedBookmark(event, all[i - 1]));
    return value;
  }

  #printed({ step, printed }: PrintedResult): Json {
    const lines = (text: string, keep: string | undefined): string[] => {
      const all = kubectlLines(this.#text(text), step.kubectl);
      return keep === undefined ? all : all.filter((line) => new RegExp(keep).test(line));
    };
    return { code: printed.code, out: lines(printed.out, step.keep), err: lines(printed.error, step.keepErr) };
  }

  #value(value: Json, key?: string, parent?: JsonMap): Json {
    if (typeof value === 'string') return this.#string(value, key, parent);
    if (typeof value === 'number') {
      const port = key === 'nodePort' || key === 'healthCheckNodePort';
      return port && !this.#explicitPorts.has(value) ? '<node-port>' : value;
    }
    if (Array.isArray(value)) {
      const list = key === 'managedFields' || key?.endsWith('.managedFields') ? byManager(value) : value;
      return list.map((item) => this.#value(item));
    }
    if (!isMap(value)) return value;
    if (value['kind'] === 'Table' && Array.isArray(value['rows'] ?? value['columnDefinitions']))
      return this.#table(value);
    const entries = Object.entries(value).filter(
      ([name, member]) => member !== undefined && (name !== 'managedFields' || this.withManagedFields),
    );
    return Object.fromEntries(entries.map(([name, member]) => [this.#text(name), this.#value(member, name, value)]));
  }

  #string(value: string, key: string | undefined, parent: JsonMap | undefined): string {
    const explicit = this.#explicit.includes(`"${value}"`);
    if (key === 'resourceVersion') {
      if (value === '' || value === '0' || explicit) return value;
      return isListMeta(parent ?? {}) ? '<rv>' : this.#tokens.of('rv', value);
    }
    if (key?.endsWith('.resourceVersion') && /^[1-9]\d*$/.test(value) && !explicit) return this.#tokens.of('rv', value);
    return key === 'continue' && value !== '' ? '<continue>' : this.#text(value);
  }

  /** Tables keep columns and cells; ages become tokens. */
  #table(table: JsonMap): Json {
    const columns = table['columnDefinitions'] as JsonMap[] | undefined;
    if (columns) this.#ages = columns.map(({ name }) => AGE_COLUMNS.test(String(name)));
    const rows = ((table['rows'] ?? []) as JsonMap[]).map((row) => ({
      cells: ((row['cells'] ?? []) as Json[]).map((cell, i) =>
        this.#ages[i] && !/^<|^$/.test(String(cell)) ? '<age>' : this.#value(cell),
      ),
      ...(isMap(row['object']) && row['object']['kind'] !== undefined ? { kind: row['object']['kind'] } : {}),
    }));
    const kept = columns?.map(({ name, type, format, priority }) => ({ name, type, format, priority }) as Json) ?? null;
    return { kind: 'Table', columns: kept, rows };
  }

  #text(raw: string): string {
    const unless = (token: (found: string) => string) => (found: string) =>
      this.#explicit.includes(found) ? found : token(found);
    let text = raw
      .replaceAll(this.played.namespace, '{ns}')
      .replace(/\u00a0/g, ' ')
      // Go's diffs and dumps of values hold addresses and blanks that mean nothing.
      .replace(/\b\w+\.\w+\{\n[\s\S]*$/, '<diff>')
      .replace(/\b[a-z]\w*\.[A-Z]\w*\{[^\n]{300,}?\}(?=: [a-z])/g, '<go-value>')
      .replace(/\(0x[0-9a-f]{6,16}\)/g, '(<pointer>)')
      .replace(
        UID,
        unless((uid) => this.#tokens.of('uid', uid)),
      )
      .replace(
        TIME,
        unless(() => '<time>'),
      );
    for (const hash of this.#names.hashes) text = text.replace(whole(hash), () => this.#tokens.of('hash', hash));
    for (const suffix of this.#names.suffixes) text = text.replace(whole(suffix), '<x>');
    return text
      .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<x>')
      .replace(/(too old resource version: \d+ )\(\d+\)/g, '$1(<rv>)')
      .replace(/(Too large resource version: \d+, current: )\d+/g, '$1<rv>')
      .replace(/(resourceVersion\\?":\s?\\?")(\d+)/g, (all, before: string, version: string) =>
        version === '0' || this.#explicit.includes(`"${version}"`) ? all : before + this.#tokens.of('rv', version),
      )
      .replace(/\b(\d+):(3\d{4})(?=\/(?:TCP|UDP|SCTP))/g, (all, port: string, node: string) =>
        this.#explicitPorts.has(Number(node)) ? all : `${port}:<node-port>`,
      )
      .replace(/\((?:\d+[ydhms])+ ago\)/g, '(<age> ago)')
      .replace(
        CLUSTER_IP,
        unless((ip) => this.#tokens.of('cluster-ip', ip)),
      )
      .replace(
        POD_IP,
        unless(() => '<pod-ip>'),
      )
      .replace(/\b[a-z][a-z-]*:\/\/[0-9a-f]{64}\b/g, (id) => this.#tokens.of('container', id))
      .replace(/\bin [0-9.hmsµn]+ \([0-9.hmsµn]+ including waiting\)/g, 'in <duration> (<duration> including waiting)');
  }
}

/** The text where it stands by itself. */
function whole(text: string): RegExp {
  return new RegExp(`(?<![a-z0-9])${text}(?![a-z0-9])`, 'g');
}

function isListMeta(metadata: JsonMap): boolean {
  return (
    metadata['continue'] !== undefined ||
    metadata['remainingItemCount'] !== undefined ||
    metadata['selfLink'] !== undefined ||
    Object.keys(metadata).length === 1
  );
}

function isRepeatedBookmark(event: Json, before: Json | undefined): boolean {
  return isMap(event) && event['type'] === 'BOOKMARK' && JSON.stringify(event) === JSON.stringify(before);
}

/** Entries of one operation are in the order of the second they were made in: by name only where that is the same. */
function byManager(entries: readonly Json[]): Json[] {
  const key = (entry: Json): string => {
    const { operation, manager, apiVersion, subresource = '' } = entry as JsonMap;
    return JSON.stringify([operation, manager, apiVersion, subresource]);
  };
  return [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function sortedJson(list: readonly Json[]): Json[] {
  return list
    .map((item) => JSON.stringify(item))
    .sort()
    .map((text) => JSON.parse(text) as Json);
}

/**
 * YAML 1.1 as the API server reads it (sigs.k8s.io/yaml): turned into JSON values, duplicates reported, aliases bounded.
 */
import { isMap, LineCounter, parseDocument, visit, type Document, type Tags } from 'yaml';
import { ParseError } from '../parse-error';
import { yamlFault } from './yaml-fault';
import { parseJson, RawNumber, type ParsedJson, type RawJson, type RawObject } from './parse-json';

/** More aliased nodes than this are an attack. */
const MAX_ALIASES = 100;
const PLAIN = 999_999_999_999_999;

const TIMESTAMP = 'tag:yaml.org,2002:timestamp';

/** What looks like a time or like a number to the base 60 (`22:22`) is a text in Go. */
function withoutTimes(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || (tag.tag !== TIMESTAMP && tag.format !== 'TIME'));
}

/** @throws ParseError */
export function parseYaml(text: string): ParsedJson {
  return asJson(text) ?? readDocument(text);
}

/** JSON is YAML and is read much faster as what it is. Undefined where the two could differ, or where something is wrong. */
function asJson(text: string): ParsedJson | undefined {
  if (!text.startsWith('{') || text.includes('"<<"')) return undefined;
  try {
    const parsed = parseJson(text);
    return parsed.duplicates.length === 0 && isPlain(parsed.value) ? parsed : undefined;
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** Whether all numbers are plain integers, which both write alike. */
function isPlain(value: RawJson): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return !(value instanceof RawNumber) && Object.values(value).every(isPlain);
}

function readDocument(text: string): ParsedJson {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    customTags: withoutTimes,
    uniqueKeys: false,
    lineCounter: lines,
    merge: true,
  });
  if (document.errors.length > 0) throw new ParseError(`yaml: ${yamlFault(document.errors, text)}`);
  const duplicates = duplicatesIn(document, lines);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : String(failure);
    const [, anchor] = /^Unresolved alias .*: (.*)$/.exec(message) ?? [];
    throw new ParseError(`yaml: ${anchor === undefined ? message : `unknown anchor '${anchor}' referenced`}`);
  }
  return { value: toRaw(value), duplicates };
}

function duplicatesIn(document: Document.Parsed, lines: LineCounter): string[] {
  const found: string[] = [];
  visit(document, {
    Map: (_key, node) => {
      if (!isMap(node)) return;
      const seen = new Set<string>();
      for (const { key } of node.items) {
        const name = String(key);
        const offset = (key as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
        if (seen.has(name))
          found.push(`  line ${lines.linePos(offset).line}: key ${JSON.stringify(name)} already set in map`);
        seen.add(name);
      }
    },
  });
  return found.length === 0 ? [] : [`yaml: unmarshal errors:\n${found.join('\n')}`];
}

function toRaw(value: unknown): RawJson {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) <= PLAIN ? value : new RawNumber(String(value));
  if (typeof value === 'bigint') return new RawNumber(String(value));
  if (Array.isArray(value)) return value.map(toRaw);
  if (typeof value === 'object') {
    const object: RawObject = {};
    for (const [name, member] of Object.entries(value)) object[name] = toRaw(member);
    return object;
  }
  return value as string | boolean;
}

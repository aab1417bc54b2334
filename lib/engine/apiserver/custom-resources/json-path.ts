/**
 * The JSONPath of printer columns: `.spec.a`, `.items[0]`, `[*]`, `.metadata.annotations['a\.b']`, `[?(@.type=="Ready")].status`, `..name`.
 *
 * Upstream: staging/src/k8s.io/client-go/util/jsonpath/{parser,jsonpath}.go
 * Differs: ranges, `{}` blocks and unions of filters are not read; an expression that cannot be read finds nothing
 */
import { isJsonArray, isJsonObject, type JsonValue } from '../../apimachinery/object-meta';

type Step = (values: readonly JsonValue[]) => JsonValue[];

const TOKENS =
  /^(?:\.\.(?<deep>[^.[\]]+)|\.(?<name>(?:\\.|[^.[\]\\])+)|\['(?<quoted>(?:\\.|[^'\\])*)'\]|\[(?<slice>-?\d*(?::-?\d*){0,2})\]|\[(?<all>\*)\]|\[\?\((?<filter>.*?)\)\])/;
const FILTER = /^\s*@(?<path>[^=!<>\s]*)\s*(?:(?<operator>==|!=|<=|>=|<|>)\s*(?<right>.+?))?\s*$/;

/** All that the path finds, in order. */
export function findByPath(value: JsonValue, path: string): JsonValue[] {
  return stepsOf(path).reduce<JsonValue[]>((found, step) => step(found), [value]);
}

const parsed = new Map<string, readonly Step[]>();

function stepsOf(path: string): readonly Step[] {
  let steps = parsed.get(path);
  if (!steps) parsed.set(path, (steps = parse(path)));
  return steps;
}

function parse(path: string): readonly Step[] {
  const steps: Step[] = [];
  let rest = path === '.' ? '' : path;
  while (rest !== '') {
    const match = TOKENS.exec(rest);
    if (!match?.groups) return [() => []];
    steps.push(stepOf(match.groups));
    rest = rest.slice(match[0].length);
  }
  return steps;
}

function stepOf(groups: Record<string, string | undefined>): Step {
  const { deep, name, quoted, slice, filter } = groups;
  if (deep !== undefined) return (values) => values.flatMap((value) => descendants(value, deep));
  if (name === '*') return (values) => values.flatMap(elementsOf);
  const field = name ?? quoted;
  if (field !== undefined) return memberStep(field.replace(/\\(.)/g, '$1'));
  if (slice !== undefined) return (values) => values.flatMap((value) => sliced(value, slice));
  if (filter !== undefined) return filterStep(filter);
  return (values) => values.flatMap(elementsOf);
}

function memberStep(name: string): Step {
  return (values) =>
    values.flatMap((value) => {
      const member = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
      return member === undefined ? [] : [member];
    });
}

function elementsOf(value: JsonValue): JsonValue[] {
  if (isJsonArray(value)) return [...value];
  if (!isJsonObject(value)) return [];
  return Object.values(value).filter((member): member is JsonValue => member !== undefined);
}

function descendants(value: JsonValue, name: string): JsonValue[] {
  const here = memberStep(name)([value]);
  return [...here, ...elementsOf(value).flatMap((element) => descendants(element, name))];
}

function sliced(value: JsonValue, text: string): JsonValue[] {
  if (!isJsonArray(value)) return [];
  const [from = '', to, step] = text.split(':');
  const start = from === '' ? 0 : Number(from) < 0 ? value.length + Number(from) : Number(from);
  if (to === undefined) return value.slice(start, start + 1);
  const end = to === '' ? value.length : Number(to) < 0 ? value.length + Number(to) : Number(to);
  const every = step === undefined || step === '' ? 1 : Number(step);
  return value.slice(start, end).filter((_item, index) => every > 0 && index % every === 0);
}

function literalOf(text: string): JsonValue {
  const quoted = /^(['"])(.*)\1$/.exec(text);
  if (quoted) return (quoted[2] ?? '').replace(/\\(.)/g, '$1');
  if (text === 'true' || text === 'false') return text === 'true';
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function filterStep(text: string): Step {
  const { path, operator, right } = FILTER.exec(text)?.groups ?? {};
  if (path === undefined) return () => [];
  const holds = (item: JsonValue): boolean => {
    const [left] = findByPath(item, path);
    if (left === undefined) return false;
    return operator === undefined || right === undefined || compares(left, operator, literalOf(right));
  };
  return (values) => values.flatMap((value) => elementsOf(value).filter(holds));
}

function compares(left: JsonValue, operator: string, right: JsonValue): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (left === null || right === null || typeof left !== typeof right) return false;
  if (operator === '<') return left < right;
  if (operator === '>') return left > right;
  return operator === '<=' ? left <= right : left >= right;
}

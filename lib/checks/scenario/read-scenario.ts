/** Reads scenario files: YAML or JSON, checked whole before anything happens. */
import { plainJson } from '../../engine/apimachinery/json/decode';
import { parseYaml } from '../../engine/apimachinery/json/parse-yaml';
import { isJsonObject, type JsonObject, type JsonValue } from '../../engine/apimachinery/object-meta';
import { ParseError } from '../../engine/apimachinery/parse-error';
import { parseDuration } from '../../engine/apimachinery/time';
import { ManifestError, readManifests } from '../../engine/client/read-manifests';
import { FaultError } from '../../engine/faults/fault';
import { checkedFault, FAULTS, type FaultArguments } from '../../engine/faults/fault-catalogue';
import {
  ScenarioError,
  type ApplyEvent,
  type Expectation,
  type FaultEvent,
  type HealEvent,
  type ObjectExpectation,
  type Scenario,
  type ScenarioEvent,
} from './scenario';

const ACTIONS = ['fault', 'heal', 'apply', 'expect'];
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  fault: ['at', 'fault', 'with', 'for'],
  heal: ['at', 'heal'],
  apply: ['at', 'apply'],
  expect: ['at', 'expect', 'within'],
};
const EXPECTED = ['kind', 'name', 'namespace', 'exists', 'field', 'is', 'atLeast', 'atMost'];

/** @param place where the text comes from, for people. @throws ScenarioError */
export function readScenario(text: string, place: string): Scenario {
  const value = parse(text, place);
  if (!isJsonObject(value)) throw new ScenarioError(`${place}: a scenario is an object with "events"`);
  onlyMembers(value, ['events', 'nodes', 'seed'], place);
  const { events, nodes, seed } = value;
  if (!Array.isArray(events)) throw new ScenarioError(`${place}: "events" is a list of what happens`);
  if (nodes !== undefined && (typeof nodes !== 'number' || !Number.isInteger(nodes) || nodes < 1)) {
    throw new ScenarioError(`${place}: "nodes" is a whole number from 1, got ${JSON.stringify(nodes)}`);
  }
  const read = events.map((event: JsonValue, index) => readEvent(event, `${place}, event ${index + 1}`));
  return {
    events: read.sort((a, b) => a.atMs - b.atMs),
    ...(nodes === undefined ? {} : { nodes }),
    ...(seed === undefined ? {} : { seed: textOrNumber(seed, `${place}: "seed"`) }),
  };
}

function parse(text: string, place: string): JsonValue {
  try {
    const { value, duplicates } = parseYaml(text);
    if (duplicates.length > 0) throw new ParseError(duplicates.join(', '));
    return plainJson(value);
  } catch (error) {
    if (error instanceof ParseError) throw new ScenarioError(`${place}: ${error.message}`);
    throw error;
  }
}

function readEvent(value: JsonValue, place: string): ScenarioEvent {
  if (!isJsonObject(value))
    throw new ScenarioError(`${place}: an event is an object with "at" and one of ${ACTIONS.join(', ')}`);
  const actions = ACTIONS.filter((action) => value[action] !== undefined);
  const [action] = actions;
  if (action === undefined || actions.length > 1) {
    throw new ScenarioError(`${place}: it has one of ${ACTIONS.join(', ')}, got ${actions.join(' and ') || 'none'}`);
  }
  onlyMembers(value, MEMBERS[action]!, place);
  const atMs = readDuration(value['at'], `${place}: "at"`);
  switch (action) {
    case 'fault':
      return readFault(value, atMs, place);
    case 'heal':
      return readHeal(value, atMs, place);
    case 'apply':
      return readApply(value, atMs, place);
    default:
      return {
        atMs,
        expect: readExpectation(value['expect']!, place),
        withinMs: value['within'] === undefined ? 0 : readDuration(value['within'], `${place}: "within"`),
      };
  }
}

function readFault(value: JsonObject, atMs: number, place: string): FaultEvent {
  const { fault, with: given = {}, for: lasts } = value;
  if (!isJsonObject(given)) throw new ScenarioError(`${place}: "with" is an object, got ${JSON.stringify(given)}`);
  const name = textOrNumber(fault, `${place}: "fault"`);
  for (const [key, one] of Object.entries(given)) textOrNumber(one, `${place}: "with.${key}"`);
  try {
    checkedFault(name, given as FaultArguments);
  } catch (error) {
    if (error instanceof FaultError) throw new ScenarioError(`${place}: ${error.message}`);
    throw error;
  }
  const event = { atMs, fault: name, with: given as FaultArguments };
  return lasts === undefined ? event : { ...event, forMs: readDuration(lasts, `${place}: "for"`) };
}

function readHeal({ heal }: JsonObject, atMs: number, place: string): HealEvent {
  const name = textOrNumber(heal, `${place}: "heal"`);
  if (name === 'all' || FAULTS.some((fault) => fault.name === name)) return { atMs, heal: name };
  throw new ScenarioError(`${place}: "heal" is all or the name of a fault, got ${JSON.stringify(name)}`);
}

function readApply({ apply }: JsonObject, atMs: number, place: string): ApplyEvent {
  const items = Array.isArray(apply) ? (apply as JsonValue[]) : [apply as JsonValue];
  try {
    const manifests = items.flatMap((item) => readManifests(JSON.stringify(item), place));
    return { atMs, apply: manifests.map(({ object }) => object) };
  } catch (error) {
    if (error instanceof ManifestError) throw new ScenarioError(error.message);
    throw error;
  }
}

function readExpectation(value: JsonValue, place: string): Expectation {
  if (!isJsonObject(value)) throw new ScenarioError(`${place}: "expect" is an object, got ${JSON.stringify(value)}`);
  const { available } = value;
  if (available !== undefined) {
    onlyMembers(value, ['available'], place);
    if (typeof available === 'boolean') return { available };
    throw new ScenarioError(`${place}: "available" is true or false, got ${JSON.stringify(available)}`);
  }
  return readObjectExpectation(value, place);
}

function readObjectExpectation(value: JsonObject, place: string): ObjectExpectation {
  onlyMembers(value, EXPECTED, place);
  const { namespace = 'default', exists = true, field, is, atLeast, atMost } = value;
  if (typeof exists !== 'boolean') throw new ScenarioError(`${place}: "exists" is true or false`);
  const bounds = [is, atLeast, atMost].filter((bound) => bound !== undefined);
  if ((field === undefined) !== (bounds.length === 0)) {
    throw new ScenarioError(`${place}: "field" and one of is, atLeast, atMost belong together`);
  }
  for (const bound of [atLeast, atMost]) {
    if (bound !== undefined && typeof bound !== 'number') {
      throw new ScenarioError(`${place}: atLeast and atMost are numbers, got ${JSON.stringify(bound)}`);
    }
  }
  if (is !== undefined && (typeof is === 'object' || is === null)) {
    throw new ScenarioError(`${place}: "is" is a text, a number, true or false, got ${JSON.stringify(is)}`);
  }
  return {
    kind: textOrNumber(value['kind'], `${place}: "kind"`),
    name: textOrNumber(value['name'], `${place}: "name"`),
    namespace: textOrNumber(namespace, `${place}: "namespace"`),
    exists,
    ...(field === undefined ? {} : { field: textOrNumber(field, `${place}: "field"`) }),
    ...(is === undefined ? {} : { is }),
    ...(atLeast === undefined ? {} : { atLeast: atLeast as number }),
    ...(atMost === undefined ? {} : { atMost: atMost as number }),
  };
}

function onlyMembers(value: JsonObject, known: readonly string[], place: string): void {
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new ScenarioError(`${place}: there is no ${unknown.join(', ')}; there is ${known.join(', ')}`);
}

function textOrNumber(value: JsonValue | undefined, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw new ScenarioError(`${what} is a text, got ${JSON.stringify(value) ?? 'nothing'}`);
}

function readDuration(value: JsonValue | undefined, what: string): number {
  const wrong = (): ScenarioError =>
    new ScenarioError(`${what} is a duration such as 90s or 2m, got ${JSON.stringify(value) ?? 'nothing'}`);
  if (value === 0) return 0;
  if (typeof value !== 'string') throw wrong();
  try {
    const ms = parseDuration(value);
    if (ms < 0) throw wrong();
    return ms;
  } catch (error) {
    if (error instanceof ParseError) throw wrong();
    throw error;
  }
}

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readScenario } from '../../../lib/checks/scenario/read-scenario';
import { ScenarioError } from '../../../lib/checks/scenario/scenario';

const event = (text: string): string => `events:\n  - ${text}\n`;

describe('readScenario', () => {
  test('reads events in order of time', () => {
    const text = `nodes: 2\nevents:\n  - { at: 2m, heal: all }\n  - { at: 90s, fault: node-down, with: { node: node-1 }, for: 1m }\n`;
    expect(readScenario(text, 'x')).toEqual({
      nodes: 2,
      events: [
        { atMs: 90_000, fault: 'node-down', with: { node: 'node-1' }, forMs: 60_000 },
        { atMs: 120_000, heal: 'all' },
      ],
    });
  });

  test('reads the example', () => {
    const path = resolve(__dirname, '..', '..', '..', join('examples', 'scenarios', 'zone-outage.yaml'));
    expect(readScenario(readFileSync(path, 'utf8'), path).events.length).toBeGreaterThan(5);
  });

  test.each([
    ['[]', 'x: a scenario is an object with "events"'],
    ['events: 1', 'x: "events" is a list'],
    ['events: []\nnode: 1', 'x: there is no node; there is events, nodes, seed'],
    [event('{ at: 1m }'), 'x, event 1: it has one of fault, heal, apply, expect, got none'],
    [event('{ at: 1m, heal: all, fault: a }'), 'got fault and heal'],
    [event('{ at: soon, heal: all }'), 'x, event 1: "at" is a duration such as 90s or 2m, got "soon"'],
    [event('{ at: -1m, heal: all }'), '"at" is a duration'],
    [event('{ at: 1m, heal: node-downs }'), '"heal" is all or the name of a fault, got "node-downs"'],
    [event('{ at: 1m, fault: node-down }'), 'x, event 1: node-down needs "node": name of a node.'],
    [event('{ at: 1m, fault: node-down, with: { node: n } }'), '"with.node" is a text, got false'],
    [event('{ at: 1m, apply: { kind: Pod } }'), 'apiVersion not set'],
    [event('{ at: 1m, expect: { kind: Pod } }'), '"name" is a text, got nothing'],
    [
      event('{ at: 1m, expect: { kind: Pod, name: a, is: 1 } }'),
      '"field" and one of is, atLeast, atMost belong together',
    ],
    [event('{ at: 1m, expect: { available: maybe } }'), '"available" is true or false, got "maybe"'],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => readScenario(text, 'x')).toThrow(ScenarioError);
    expect(() => readScenario(text, 'x')).toThrow(message);
  });
});

import { playScenario } from '../../../lib/checks/scenario/play-scenario';
import { readScenario } from '../../../lib/checks/scenario/read-scenario';
import { timelineText } from '../../../lib/checks/scenario/timeline-text';

const pod = `apply: { apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ name: main, image: 'local.test/app:1' }] } }`;

describe('playScenario', () => {
  test('does what is written when it is due, and waits for what is expected', () => {
    const text = `
nodes: 1
events:
  - { at: 5s, fault: scheduler-stopped, for: 1m }
  - { at: 10s, ${pod} }
  - { at: 1m, expect: { kind: Pod, name: a, field: status.phase, is: Pending } }
  - { at: 1m, expect: { kind: Pod, name: a, field: 'status.conditions[Ready].status', is: 'True' }, within: 1m }
  - { at: 3m, expect: { kind: Pod, name: b, exists: false } }
`;
    const { rows, holds } = playScenario(readScenario(text, 'x'));
    expect(holds).toBe(true);
    expect(rows.map(({ what, text: said }) => `${what} ${said}`)).toEqual([
      'fault scheduler-stopped',
      'applied Pod default/a created',
      'expected status.phase of Pod a is Pending',
      'healed scheduler-stopped',
      'expected status.conditions[Ready].status of Pod a is True',
      'expected Pod b is not there',
    ]);
  });

  test('tells what is so instead of what was expected', () => {
    const text = `
events:
  - { at: 1m, expect: { kind: Node, name: node-1, field: status.capacity.cpu, is: '9' } }
  - { at: 1m, expect: { kind: Pod, name: a } }
`;
    const timeline = playScenario(readScenario(text, 'x'));
    expect(timeline.holds).toBe(false);
    expect(timelineText(timeline)).toContain('BREAKS  expected  status.capacity.cpu of Node node-1 is 9: it is "8"');
    expect(timelineText(timeline)).toContain('BREAKS  expected  Pod a is there: it is not there');
    expect(timelineText(timeline)).toContain('2 of 2 broke.');
  });

  test('goes on after a fault that cannot be, and breaks', () => {
    const text = `
events:
  - { at: 1m, fault: node-down, with: { node: node-9 } }
  - { at: 2m, expect: { kind: Node, name: node-1 } }
`;
    const { rows, holds } = playScenario(readScenario(text, 'x'));
    expect(holds).toBe(false);
    expect(rows.map((row) => row.holds)).toEqual([false, true]);
    expect(rows[0]?.text).toContain('There is no simulated kubelet on "node-9"');
  });

  test('goes the same way each time', () => {
    const scenario = readScenario(
      `events:\n  - { at: 10s, ${pod} }\n  - { at: 1m, fault: node-down, with: { node: node-1 } }\n`,
      'x',
    );
    expect(playScenario(scenario)).toEqual(playScenario(scenario));
  });
});

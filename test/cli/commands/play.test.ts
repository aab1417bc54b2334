import { writeFileSync } from 'node:fs';
import { BoutiqueProcess, temporaryPath } from '../../support/run-boutique';

function scenario(text: string): string {
  const path = temporaryPath('scenario.yaml');
  writeFileSync(path, text);
  return path;
}

describe('boutique play', () => {
  test('prints a timeline, and ends with 1 when an expectation does not hold', async () => {
    const path = scenario('events:\n  - { at: 1m, expect: { kind: Node, name: node-9 } }\n');
    const { code, out } = await new BoutiqueProcess(['play', path]).ended;
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('BREAKS  expected  Node node-9 is there: it is not there'),
    ]);
  });

  test('says where a scenario is wrong', async () => {
    const path = scenario('events:\n  - { at: 1m, fault: meteor }\n');
    const { code, error } = await new BoutiqueProcess(['play', path]).ended;
    expect(code).toBe(1);
    expect(error).toContain(`${path}, event 1: There is no fault "meteor"`);
  });
});

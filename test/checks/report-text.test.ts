import type { Row } from '../../lib/checks';
import { reportText } from '../../lib/checks';

const row = (rest: Partial<Row>): Row => ({
  rehearsal: 'rolling-update',
  namespace: 'shop',
  subject: 'Deployment/web',
  verdict: 'holds',
  measure: '2 of 2 ready',
  figures: { desired: 2, durationSeconds: 5 },
  ...rest,
});

const text = (rows: readonly Row[], details = false): string[] =>
  reportText({ rows, holds: rows.every(({ verdict }) => verdict !== 'breaks') }, { details }).split('\n');

describe('reportText', () => {
  const slow = row({ subject: 'Deployment/api', measure: '3 of 3 ready', figures: { durationSeconds: 60 } });

  test('puts together what holds, told by the slowest', () => {
    expect(text([row({}), slow])).toEqual([
      'question        where  verdict  measured',
      'rolling-update  shop   ok       2 hold; slowest api: 3 of 3 ready',
      '',
      '2 answers: 2 ok, 0 warnings, 0 failures',
    ]);
  });

  test('gives each row its line where details are asked for', () => {
    expect(text([row({}), slow], true).slice(1, 3)).toEqual([
      'rolling-update  shop Deployment/web  ok       2 of 2 ready',
      'rolling-update  shop Deployment/api  ok       3 of 3 ready',
    ]);
  });

  test('says below what breaks why and where, below what warns why', () => {
    const why = 'no pod\nserves';
    const place = 'shop.yaml, document 1 (line 1)';
    const breaks = row({ verdict: 'breaks', why, place });
    const warns = row({ subject: 'Deployment/api', verdict: 'warns', why, place });
    const indent = ' '.repeat('rolling-update  shop Deployment/web  verdict    '.length);
    expect(text([breaks, warns]).slice(1)).toEqual([
      'rolling-update  shop Deployment/web  FAIL     2 of 2 ready',
      `${indent}no pod serves`,
      `${indent}${place}`,
      'rolling-update  shop Deployment/api  warn     2 of 2 ready',
      `${indent}no pod serves`,
      '',
      '2 answers: 0 ok, 1 warnings, 1 failures',
    ]);
  });
});

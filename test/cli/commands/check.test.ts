import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCommand } from '../../../lib/cli/commands/check';
import { CliError } from '../../../lib/cli/cli-error';

const POD = (image: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: one }
spec: { containers: [{ name: main, image: '${image}' }] }
`;

describe('checkCommand', () => {
  let folder: string;
  let printed: string[];
  let log: jest.SpyInstance;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'check-'));
    printed = [];
    log = jest.spyOn(console, 'log').mockImplementation((text: string) => printed.push(text));
  });

  afterEach(() => {
    log.mockRestore();
    process.exitCode = 0;
    rmSync(folder, { recursive: true });
  });

  function check(text: string, ...flags: readonly string[]): void {
    const file = join(folder, 'one.yaml');
    writeFileSync(file, text);
    checkCommand().parse([file, '--only', 'becomes-ready', ...flags], { from: 'user' });
  }

  test('prints a table and ends well where everything holds', () => {
    check(POD('registry.example/one:1'));
    expect(printed.join('\n')).toMatch(
      /^question +where +verdict +measured\nbecomes-ready +default +ok +1 workloads, 1 pods/,
    );
    expect(printed.join('\n')).toMatch(/\n1 answers: 1 ok, 0 warnings, 0 failures$/);
    expect(process.exitCode ?? 0).toBe(0);
  });

  test('ends with 1 where something breaks, and says why and where', () => {
    check(POD('registry.example/missing:1'));
    expect(printed.join('\n')).toMatch(/FAIL +not ready after 15 min\n +.*(ErrImagePull|ImagePullBackOff)/);
    expect(printed.join('\n')).toMatch(/one\.yaml, document 1 \(line 1\)/);
    expect(process.exitCode).toBe(1);
  });

  test('--json is the report for programs', () => {
    check(POD('registry.example/one:1'), '--json');
    const report = JSON.parse(printed.join('')) as { readonly holds: boolean; readonly rows: readonly object[] };
    expect(report.holds).toBe(true);
    expect(report.rows[0]).toMatchObject({ rehearsal: 'becomes-ready', namespace: 'default', verdict: 'holds' });
  });

  test('refuses what cannot be checked', () => {
    expect(() => check('# nothing\n')).toThrow(CliError);
    expect(() => check('# nothing\n')).toThrow('There is nothing to check: no manifests were read.');
  });
});

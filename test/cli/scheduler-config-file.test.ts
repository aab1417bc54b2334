import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../lib/cli/cli-error';
import { readSchedulerConfigFile } from '../../lib/cli/scheduler-config-file';

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'scheduler-config-')), 'config.yaml');
  writeFileSync(path, text);
  return path;
}

describe('readSchedulerConfigFile', () => {
  test('reads what kube-scheduler would', () => {
    const path = file(`
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
leaderElection: {leaderElect: false}
podMaxBackoffSeconds: 30
profiles:
- schedulerName: packer
  plugins:
    score: {enabled: [{name: NodeResourcesFit, weight: 5}]}
`);
    expect(readSchedulerConfigFile(path)).toMatchObject({
      podInitialBackoffMs: 1_000,
      podMaxBackoffMs: 30_000,
      profiles: [
        { schedulerName: 'packer', plugins: { score: { enabled: [{ name: 'NodeResourcesFit', weight: 5 }] } } },
      ],
    });
  });

  test.each([
    ['there is no such file', '/nowhere/config.yaml'],
    ['kind: KubeSchedulerConfiguration is needed', file('apiVersion: kubescheduler.config.k8s.io/v1\nkind: Pod')],
    ['Flow', file('profiles: [')],
  ])('says what is wrong with a file: %s', (message, path) => {
    expect(() => readSchedulerConfigFile(path)).toThrow(CliError);
    expect(() => readSchedulerConfigFile(path)).toThrow(`${path}: `);
    expect(() => readSchedulerConfigFile(path)).toThrow(message);
  });
});

import { evaluatePod } from '../../../../../lib/engine/apiserver/admission/pod-security/evaluate-pod';
import type { CheckedPod } from '../../../../../lib/engine/apiserver/admission/pod-security/pod-check';
import type { Level } from '../../../../../lib/engine/apiserver/admission/pod-security/pod-security-policy';
import fixtures from './v1.28.json';

/** Upstream's own pods with their defaults, by level and whether they fit it: staging/src/k8s.io/pod-security-admission/test/testdata */
const cases = Object.entries(fixtures).flatMap(([level, { pass, fail }]) => [
  ...Object.entries(pass).map(([name, pod]) => [level as Level, name, true, pod] as const),
  ...Object.entries(fail).map(([name, pod]) => [level as Level, name, false, pod] as const),
]);

describe('evaluatePod', () => {
  test.each(cases)('%s: %s fits: %s', (level, _name, fits, pod) => {
    expect(evaluatePod({ level, version: 28 }, pod as CheckedPod).length === 0).toBe(fits);
  });

  const windows: CheckedPod = { spec: { os: { name: 'windows' }, containers: [{ name: 'a' }] } };

  test.each([
    [17, ['allowPrivilegeEscalation != false', 'runAsNonRoot != true']],
    [19, ['allowPrivilegeEscalation != false', 'runAsNonRoot != true', 'seccompProfile']],
    [22, ['allowPrivilegeEscalation != false', 'unrestricted capabilities', 'runAsNonRoot != true', 'seccompProfile']],
    [25, ['runAsNonRoot != true']],
  ])('a windows pod violates of the restricted level v1.%i: %j', (version, reasons) => {
    expect(evaluatePod({ level: 'restricted', version }, windows).map(({ reason }) => reason)).toEqual(reasons);
  });

  test('a policy newer than this server is like the newest that it knows', () => {
    const pod: CheckedPod = { spec: { containers: [{ name: 'a' }] } };
    const [newer, latest] = ([99, 'latest'] as const).map((version) =>
      evaluatePod({ level: 'restricted', version }, pod),
    );
    expect(newer).toEqual(latest);
  });

  test('seccomp profiles were annotations before v1.19', () => {
    const pod: CheckedPod = {
      metadata: { annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' } },
      spec: { containers: [{ name: 'a' }] },
    };
    expect(evaluatePod({ level: 'baseline', version: 18 }, pod)).toEqual([
      {
        reason: 'seccompProfile',
        detail: 'forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined"',
      },
    ]);
    expect(evaluatePod({ level: 'baseline', version: 19 }, pod)).toEqual([]);
  });
});

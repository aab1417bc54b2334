import type { Container } from '../../../../lib/engine/apimachinery/api/core-v1';
import type { Pod } from '../../../../lib/engine/apiserver/resources/pod/pod-types';
import { podActions } from '../../../../lib/engine/kubelet/pods/pod-actions';
import type { PodRuntimeStatus, RuntimeContainerStatus } from '../../../../lib/engine/kubelet/runtime/runtime-status';

const a: Container = { name: 'a', image: 'x' };
const b: Container = { name: 'b', image: 'x' };
const noProbe = (): undefined => undefined;

function podOf(
  restartPolicy: string,
  containers: readonly Container[],
  initContainers: readonly Container[] = [],
): Pod {
  const metadata = { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { restartPolicy, containers, initContainers } };
}

function ran(spec: Container, state: 'running' | 'exited', exitCode = 0): RuntimeContainerStatus {
  const times = { createdMs: 0, startedMs: 0, finishedMs: 0 };
  const rest = { attempt: 0, reason: '', message: '', image: 'x', imageID: 'x' };
  return { id: spec.name, name: spec.name, state, exitCode, spec, ...times, ...rest };
}

function seen(containers: readonly RuntimeContainerStatus[], ready = true): PodRuntimeStatus {
  return { sandboxes: [{ id: 's', attempt: 0, createdMs: 0, ready, ip: '10.0.0.1' }], containers, ip: '10.0.0.1' };
}

const names = (containers: readonly { readonly name: string }[]): string[] => containers.map(({ name }) => name);

describe('podActions', () => {
  test('a new pod gets a sandbox and its containers', () => {
    const actions = podActions(podOf('Always', [a, b]), { sandboxes: [], containers: [], ip: '' }, noProbe);
    expect([actions.createSandbox, actions.sandboxChanged, names(actions.containersToStart)]).toEqual([
      true,
      false,
      ['a', 'b'],
    ]);
  });

  test.each([
    ['Always', 0, ['a']],
    ['OnFailure', 0, []],
    ['OnFailure', 1, ['a']],
    ['Never', 1, []],
  ])('under %s a container that exited with %i beside one that runs: starts %j', (policy, exitCode, expected) => {
    const actions = podActions(podOf(policy, [a, b]), seen([ran(a, 'exited', exitCode), ran(b, 'running')]), noProbe);
    expect([names(actions.containersToStart), actions.killPod]).toEqual([expected, false]);
  });

  test('init containers come one after the other, and again when they failed', () => {
    const pod = podOf('Always', [a], [b]);
    const next = [seen([]), seen([ran(b, 'exited', 1)]), seen([ran(b, 'running')]), seen([ran(b, 'exited')])].map(
      (runtime) => podActions(pod, runtime, noProbe),
    );
    expect(next.map((one) => [one.nextInitContainer?.name, ...names(one.containersToStart)])).toEqual([
      ['b'],
      ['b'],
      [undefined],
      [undefined, 'a'],
    ]);
  });

  test('a failed init container ends a pod that is never restarted', () => {
    expect(podActions(podOf('Never', [a], [b]), seen([ran(b, 'exited', 1)]), noProbe).killPod).toBe(true);
  });

  test('a failed probe kills its container, which is started again unless the policy is Never', () => {
    const runtime = seen([ran(a, 'running')]);
    const [always, never] = ['Always', 'Never'].map((policy) =>
      podActions(podOf(policy, [a]), runtime, () => 'Liveness'),
    );
    expect([always, never].map((one) => [names(one!.containersToStart), one!.containersToKill[0]?.message])).toEqual([
      [['a'], 'Container a failed liveness probe, will be restarted'],
      [[], 'Container a failed liveness probe'],
    ]);
  });

  test('a sandbox that is gone is made anew', () => {
    const actions = podActions(podOf('Always', [a]), seen([ran(a, 'exited', 137)], false), noProbe);
    expect([actions.sandboxChanged, actions.sandboxAttempt, actions.killPod]).toEqual([true, 1, true]);
  });
});

import type { Pod } from '../../../../lib/engine/apiserver/resources/pod/pod-types';
import {
  endedStatus,
  nextStage,
  readinessChange,
  runningStatus,
} from '../../../../lib/engine/kubelet/fake/fake-pod-status';

const NOW = '2026-01-01T00:00:00Z';

function pod(annotations: Readonly<Record<string, string>>, status: object, meta: object = {}): Pod {
  const marks = Object.fromEntries(Object.entries(annotations).map(([name, text]) => [`boutique.test/${name}`, text]));
  const spec = { containers: [{ name: 'main', image: 'shop/web:1' }], initContainers: [{ name: 'first', image: 'a' }] };
  return { metadata: { name: 'web', uid: 'u', annotations: marks, ...meta }, spec, status } as unknown as Pod;
}

const waiting = { phase: 'Pending' };
const running = {
  phase: 'Running',
  containerStatuses: [{ name: 'main', ready: true }],
  conditions: [{ type: 'Ready', status: 'True' }],
};
const ofJob = { ownerReferences: [{ kind: 'Job', controller: true, name: 'j', uid: 'j', apiVersion: 'batch/v1' }] };

describe('nextStage', () => {
  test.each<[string, Pod, object | undefined]>([
    ['a new pod runs after a second', pod({}, waiting), { stage: 'runs', delayMs: 1_000 }],
    ['a running one goes on', pod({}, running), undefined],
    ['one of a Job ends', pod({}, running, ofJob), { stage: 'ends', delayMs: 1_000 }],
    [
      'one ends when it is told',
      pod({ 'exit-code': '3', 'runs-for': '1h' }, running),
      { stage: 'ends', delayMs: 3_600_000 },
    ],
    ['a deleted one goes at once', pod({}, running, { deletionTimestamp: NOW }), { stage: 'goes', delayMs: 0 }],
    [
      'a deleted one takes its time',
      pod({ 'terminates-in': '3s' }, running, { deletionTimestamp: NOW }),
      { stage: 'goes', delayMs: 3_000 },
    ],
  ])('%s', (_, object, stage) => {
    expect(nextStage(object)).toEqual(stage);
  });
});

describe('The status of a fake pod', () => {
  const ip = (): string => '10.244.0.2';

  test('names no IDs, since nothing runs', () => {
    expect(runningStatus(pod({}, waiting), NOW, '172.18.0.9', ip)).toMatchObject({
      phase: 'Running',
      podIP: '10.244.0.2',
      initContainerStatuses: [{ state: { terminated: { reason: 'Completed' } } }],
      containerStatuses: [{ imageID: '', ready: true, restartCount: 0, state: { running: { startedAt: NOW } } }],
    });
  });

  test('waits for a reason, without an address', () => {
    const status = runningStatus(pod({ waiting: 'ImagePullBackOff' }, waiting), NOW, '172.18.0.9', ip);
    expect(status).toMatchObject({
      phase: 'Pending',
      containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }],
    });
    expect(status).not.toHaveProperty('podIP');
  });

  test.each([
    ['0', 'Succeeded', 'Completed', 'PodCompleted'],
    ['3', 'Failed', 'Error', 'PodFailed'],
  ])('ends with %s', (code, phase, reason, condition) => {
    const status = endedStatus(pod({ 'exit-code': code }, running), NOW);
    expect(status).toMatchObject({
      phase,
      containerStatuses: [{ state: { terminated: { exitCode: Number(code), reason } } }],
    });
    expect((status as { conditions: object[] }).conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', status: 'False', reason: condition }),
    );
  });

  test('follows the annotation of readiness, and contradicts nobody else', () => {
    const becomesReady = { ...running, conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady' }] };
    const lostNode = { ...running, conditions: [{ type: 'Ready', status: 'False' }] };
    expect(readinessChange(pod({}, running), NOW)).toBeUndefined();
    expect(readinessChange(pod({ ready: 'false' }, running), NOW)).toMatchObject({
      containerStatuses: [{ ready: false }],
    });
    expect(readinessChange(pod({}, becomesReady), NOW)).toMatchObject({ containerStatuses: [{ ready: true }] });
    expect(readinessChange(pod({}, lostNode), NOW)).toBeUndefined();
  });
});

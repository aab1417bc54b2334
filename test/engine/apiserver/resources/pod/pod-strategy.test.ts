import type { PodSpec, PodStatus } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { podStrategy } from '../../../../../lib/engine/apiserver/resources/pod/pod-strategy';
import type { Pod } from '../../../../../lib/engine/apiserver/resources/pod/pod-types';
import { CONTAINER, NO_CONTEXT, podOf } from './pod-faults';

const { status, ephemeralcontainers } = podStrategy.subresources!;

function withStatus(current: PodStatus, spec: Partial<PodSpec> = {}): Pod {
  return { ...podOf(spec), status: current };
}

describe('a new pod', () => {
  test('is pending, whatever status was sent', () => {
    const sent = withStatus({ phase: 'Running', podIP: '10.0.0.1' });
    expect(podStrategy.prepareForCreate!(sent, NO_CONTEXT).status).toEqual({
      phase: 'Pending',
      qosClass: 'BestEffort',
    });
  });

  test('says so when it waits behind gates', () => {
    const { conditions } = podOf({ schedulingGates: [{ name: 'g' }] }).status!;
    expect(conditions).toMatchObject([{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }]);
  });

  test('is warned of a name that is no host name', () => {
    const named = podOf({});
    expect(
      podStrategy.warnings!({ ...named, metadata: { ...named.metadata, name: 'a.b' } }, undefined, NO_CONTEXT),
    ).toEqual([
      "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]",
    ]);
    expect(podStrategy.warnings!(named, named, NO_CONTEXT)).toEqual([]);
  });
});

describe('a changed pod', () => {
  test('keeps its status, and its spec when the status is written', () => {
    const old = withStatus({ phase: 'Running', qosClass: 'BestEffort' });
    const sent = withStatus({ phase: 'Failed' }, { nodeName: 'n' });
    expect(podStrategy.prepareForUpdate!(sent, old, NO_CONTEXT)).toMatchObject({ spec: sent.spec, status: old.status });
    expect(status!.prepareForUpdate(sent, old, NO_CONTEXT)).toMatchObject({
      spec: old.spec,
      status: { phase: 'Failed', qosClass: 'BestEffort' },
    });
  });

  test('loses what is off from a written status, and keeps its owners', () => {
    const old = podOf({});
    const sent = withStatus({ phase: 'Running', hostIPs: [{ ip: '10.0.0.1' }] });
    const owned = { ...sent, metadata: { ...sent.metadata, ownerReferences: [] } };
    const written = status!.prepareForUpdate(owned, old, NO_CONTEXT);
    expect(written.status).toEqual({ phase: 'Running', qosClass: 'BestEffort' });
    expect(written.metadata.ownerReferences).toBeUndefined();
  });

  test('gets nothing but containers through ephemeralcontainers', () => {
    const old = podOf({ hostname: 'a' });
    const added = [{ ...CONTAINER, name: 'e' }];
    const sent = podOf({ hostname: 'b', ephemeralContainers: added }, { new: 'yes' });
    const changed = ephemeralcontainers!.prepareForUpdate(sent, old, NO_CONTEXT);
    expect(changed.spec).toMatchObject({ hostname: 'a', ephemeralContainers: [{ name: 'e' }] });
    expect(changed.metadata.annotations).toEqual(old.metadata.annotations);
  });
});

describe('a pod that is deleted', () => {
  test.each<[string, Partial<PodSpec>, PodStatus, number | undefined, number]>([
    ['that runs nowhere goes at once', {}, {}, 30, 0],
    ['that has ended goes at once', { nodeName: 'n' }, { phase: 'Succeeded' }, 30, 0],
    ['that runs takes its own time', { nodeName: 'n', terminationGracePeriodSeconds: 7 }, {}, undefined, 7],
    ['that runs takes the time that is asked for', { nodeName: 'n' }, {}, 5, 5],
    ['that runs may go at once', { nodeName: 'n' }, {}, 0, 0],
    ['that runs takes a second where less than nothing is asked', { nodeName: 'n' }, {}, -1, 1],
  ])('%s', (_what, spec, current, requested, seconds) => {
    expect(podStrategy.gracePeriodSeconds!(withStatus(current, spec), requested)).toBe(seconds);
  });
});

describe('pods by their fields', () => {
  test('the fields of a pod that is somewhere', () => {
    const pod = withStatus({ phase: 'Running', podIPs: [{ ip: '10.0.0.1' }] }, { nodeName: 'n', hostNetwork: true });
    expect(podStrategy.selectableFields!(pod)).toEqual({
      'spec.nodeName': 'n',
      'spec.host': 'n',
      'spec.restartPolicy': 'Always',
      'spec.schedulerName': 'default-scheduler',
      'spec.serviceAccountName': '',
      'spec.hostNetwork': 'true',
      'status.phase': 'Running',
      'status.podIP': '10.0.0.1',
      'status.nominatedNodeName': '',
    });
  });
});

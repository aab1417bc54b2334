import type { ControllerRevision, StatefulSet } from '../../../lib/engine/apimachinery/api/apps-v1';
import type { PersistentVolumeClaim, Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { template, World } from './world';

function world(): World {
  return new World('statefulset-controller');
}

function create(at: World, replicas: number, more: object = {}): StatefulSet {
  const selector = { matchLabels: { app: 'web' } };
  const spec = { replicas, selector, serviceName: 'web', template: template('web:1'), ...more };
  return at.create('statefulsets', 'apps', 'web', { spec });
}

function status(at: World): StatefulSet['status'] {
  return at.get<StatefulSet>('statefulsets', 'apps', 'web').status;
}

function patch(at: World, spec: object): void {
  at.client.resource('statefulsets', 'apps').patch('web', 'default', 'merge', { spec });
}

function setImage(at: World, image: string): void {
  patch(at, { template: template(image) });
}

function names(at: World): string[] {
  return at.pods().map(({ metadata }) => metadata.name);
}

function images(at: World): string[] {
  return at.pods().map(({ spec }) => spec!.containers[0]!.image!);
}

function revisions(at: World): number[] {
  const found = at.list<ControllerRevision>('controllerrevisions', 'apps');
  return found.map(({ revision }) => revision).sort((a, b) => a - b);
}

describe('StatefulSetController', () => {
  test('makes one pod after another, each once the one before is ready', () => {
    const at = world();
    create(at, 2);
    at.pass(900);
    expect(names(at)).toEqual(['web-0']);
    at.pass(5_000);
    expect(names(at)).toEqual(['web-0', 'web-1']);
    expect(status(at)).toMatchObject({ replicas: 2, readyReplicas: 2, currentReplicas: 2, collisionCount: 0 });
    expect(at.pods()[1]!.metadata.labels).toMatchObject({
      'statefulset.kubernetes.io/pod-name': 'web-1',
      'apps.kubernetes.io/pod-index': '1',
      'controller-revision-hash': status(at)!.currentRevision,
    });
  });

  test('makes all at once with Parallel, from the first ordinal that is asked for', () => {
    const at = world();
    create(at, 3, { podManagementPolicy: 'Parallel', ordinals: { start: 7 } });
    at.pass(500);
    expect(names(at)).toEqual(['web-7', 'web-8', 'web-9']);
  });

  test('updates from the top down, and keeps what is below the partition', () => {
    const at = world();
    create(at, 3, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } });
    at.pass(10_000);
    setImage(at, 'web:2');
    at.pass(10_000);
    expect(images(at)).toEqual(['web:1', 'web:2', 'web:2']);
    expect(status(at)).toMatchObject({ currentReplicas: 1, updatedReplicas: 2 });
    patch(at, { updateStrategy: { rollingUpdate: { partition: 0 } } });
    at.pass(10_000);
    expect(images(at)).toEqual(['web:2', 'web:2', 'web:2']);
    expect(status(at)!.currentRevision).toBe(status(at)!.updateRevision);
  });

  test('stops an update at the first pod that does not become ready', () => {
    const at = world();
    at.breakImage('web:2');
    create(at, 3);
    at.pass(10_000);
    setImage(at, 'web:2');
    at.pass(60_000);
    expect(images(at)).toEqual(['web:1', 'web:1', 'web:2']);
  });

  test('keeps as many old revisions as it may, and renews the number of one that comes back', () => {
    const at = world();
    create(at, 1, { revisionHistoryLimit: 1 });
    at.pass(5_000);
    for (const image of ['web:2', 'web:3', 'web:2']) {
      setImage(at, image);
      at.pass(5_000);
    }
    expect(revisions(at)).toEqual([3, 4]);
    expect(images(at)).toEqual(['web:2']);
  });

  test('counts a pod as available after minReadySeconds, and only then makes the next', () => {
    const at = world();
    create(at, 2, { minReadySeconds: 20 });
    at.pass(15_000);
    expect(names(at)).toEqual(['web-0']);
    expect(status(at)).toMatchObject({ readyReplicas: 1, availableReplicas: 0 });
    at.pass(90_000);
    expect(status(at)).toMatchObject({ replicas: 2, availableReplicas: 2 });
  });

  test('gives each pod a claim, and the claim of a pod that is scaled away to that pod', () => {
    const at = world();
    const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    create(at, 2, {
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
    });
    at.pass(5_000);
    const claims = (): readonly PersistentVolumeClaim[] => at.list('persistentvolumeclaims');
    expect(claims().map(({ metadata }) => metadata.name)).toEqual(['data-web-0', 'data-web-1']);
    expect(at.pods()[1]!.spec!.volumes![0]).toEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'data-web-1' },
    });
    const { uid } = at.pods()[1]!.metadata;
    patch(at, { replicas: 1 });
    at.pass(5_000);
    expect(names(at)).toEqual(['web-0']);
    expect(claims().map(({ metadata }) => metadata.ownerReferences?.[0]?.uid)).toEqual([undefined, uid]);
  });

  test('does not make a pod whose claim still goes with an earlier pod', () => {
    const at = world();
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name: 'web-0', uid: 'before', controller: true }];
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    at.client.resource<PersistentVolumeClaim>('persistentvolumeclaims').create({
      metadata: { name: 'data-web-0', namespace: 'default', ownerReferences },
      spec,
    });
    at.pass(100);
    create(at, 1, {
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec }],
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' },
    });
    at.pass(5_000);
    expect(names(at)).toEqual([]);
  });

  test('deletes a failed pod and makes it again', () => {
    const at = world();
    create(at, 1);
    at.pass(5_000);
    const [pod] = at.pods();
    at.client.resource<Pod>('pods').updateStatus({ ...pod!, status: { ...pod!.status, phase: 'Failed' } });
    at.pass(5_000);
    expect(names(at)).toEqual(['web-0']);
    expect(at.pods()[0]!.metadata.uid).not.toBe(pod!.metadata.uid);
  });

  test('says why a pod cannot be made', () => {
    const at = world();
    at.client.resource('serviceaccounts').delete('default', 'default');
    create(at, 1);
    at.pass(100);
    expect(at.eventTexts()[0]).toMatch(
      /^FailedCreate: create Pod web-0 in StatefulSet web failed error: .*serviceaccount "default" not found$/,
    );
  });

  test('a claim that has used up its quota before the controller heard of it is no failure', () => {
    const at = new World('statefulset-controller', 'resourcequota-controller');
    at.create('resourcequotas', '', 'few', { spec: { hard: { persistentvolumeclaims: '1' } } });
    at.pass(5_000);
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    at.cluster.faults.slowWatch('kube-controller-manager', '1m', 'persistentvolumeclaims');
    at.create('persistentvolumeclaims', '', 'data-web-0', { spec });
    create(at, 1, { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec }] });
    at.pass(5_000);
    expect(names(at)).toEqual(['web-0']);
    expect(at.eventTexts().filter((text) => text.startsWith('FailedCreate'))).toEqual([]);
  });
});

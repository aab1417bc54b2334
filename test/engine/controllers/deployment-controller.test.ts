import type { Deployment, ReplicaSet } from '../../../lib/engine/apimachinery/api/apps-v1';
import { template, World } from './world';

const selector = { matchLabels: { app: 'web' } };

function world(): World {
  return new World('deployment-controller', 'replicaset-controller');
}

function deploy(at: World, replicas: number, spec: object = {}): void {
  at.create('deployments', 'apps', 'web', { spec: { replicas, selector, template: template('web:1'), ...spec } });
  at.pass(10_000);
}

function patch(at: World, spec: object): void {
  at.client.resource('deployments', 'apps').patch('web', 'default', 'strategic', { spec });
}

const setImage = (at: World, image: string): void =>
  patch(at, { template: { spec: { containers: [{ name: 'main', image }] } } });

const deployment = (at: World): Deployment => at.get<Deployment>('deployments', 'apps', 'web');

function sizes(at: World): Record<string, number> {
  const sets = at.list<ReplicaSet>('replicasets', 'apps');
  return Object.fromEntries(sets.map(({ spec }) => [spec!.template!.spec!.containers[0]!.image!, spec!.replicas!]));
}

function conditions(at: World): Record<string, string> {
  const found = deployment(at).status?.conditions ?? [];
  return Object.fromEntries(found.map(({ type, status, reason }) => [type, `${status} ${reason}`]));
}

describe('DeploymentController', () => {
  test('makes a ReplicaSet of its template and tells when all is available', () => {
    const at = world();
    deploy(at, 3);
    expect(sizes(at)).toEqual({ 'web:1': 3 });
    expect(deployment(at).status).toMatchObject({ replicas: 3, updatedReplicas: 3, availableReplicas: 3 });
    expect(conditions(at)).toEqual({
      Available: 'True MinimumReplicasAvailable',
      Progressing: 'True NewReplicaSetAvailable',
    });
    expect(deployment(at).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '1' });
  });

  test('rolls a new template out within surge and availability', () => {
    const at = world();
    deploy(at, 4, { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } });
    setImage(at, 'web:2');
    const seen = { most: 0, fewestReady: 4 };
    for (let step = 0; step < 200; step++) {
      at.pass(100);
      const alive = at.pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
      const ready = alive.filter(({ status }) =>
        status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'),
      );
      seen.most = Math.max(seen.most, alive.length);
      seen.fewestReady = Math.min(seen.fewestReady, ready.length);
    }
    expect(sizes(at)).toEqual({ 'web:1': 0, 'web:2': 4 });
    expect(seen).toEqual({ most: 5, fewestReady: 3 });
    expect(deployment(at).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '2' });
  });

  test('a broken image stops the rollout, and the deadline is told', () => {
    const at = world();
    deploy(at, 4, { progressDeadlineSeconds: 60 });
    at.breakImage('web:bad');
    setImage(at, 'web:bad');
    at.pass(30_000);
    expect(conditions(at)).toMatchObject({ Progressing: 'True ReplicaSetUpdated' });
    at.pass(60_000);
    expect(conditions(at)).toMatchObject({
      Available: 'True MinimumReplicasAvailable',
      Progressing: 'False ProgressDeadlineExceeded',
    });
    expect(sizes(at)).toEqual({ 'web:1': 3, 'web:bad': 2 });
  });

  test('going back to an old template uses its ReplicaSet again, under a new revision', () => {
    const at = world();
    deploy(at, 2);
    setImage(at, 'web:2');
    at.pass(20_000);
    setImage(at, 'web:1');
    at.pass(20_000);
    expect(sizes(at)).toEqual({ 'web:1': 2, 'web:2': 0 });
    expect(deployment(at).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '3' });
    const first = at.list<ReplicaSet>('replicasets', 'apps').find(({ spec }) => spec?.replicas === 2);
    expect(first?.metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision-history': '1' });
  });

  test('Recreate takes all old pods away before it makes new ones', () => {
    const at = world();
    deploy(at, 3, { strategy: { type: 'Recreate' } });
    setImage(at, 'web:2');
    for (let step = 0; step < 100; step++) {
      at.pass(50);
      expect(new Set(at.pods().map(({ spec }) => spec!.containers[0]!.image)).size).toBeLessThan(2);
    }
    expect(sizes(at)).toEqual({ 'web:1': 0, 'web:2': 3 });
  });

  test('a paused Deployment scales but does not roll out', () => {
    const at = world();
    deploy(at, 2);
    patch(at, { paused: true });
    setImage(at, 'web:2');
    patch(at, { replicas: 5 });
    at.pass(10_000);
    expect(sizes(at)).toEqual({ 'web:1': 5 });
    expect(conditions(at)).toMatchObject({ Progressing: 'Unknown DeploymentPaused' });
    patch(at, { paused: false });
    at.pass(20_000);
    expect(sizes(at)).toEqual({ 'web:1': 0, 'web:2': 5 });
  });

  test('scaling in the middle of a stuck rollout is shared in proportion', () => {
    const at = world();
    deploy(at, 10, { strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } });
    at.breakImage('web:bad');
    setImage(at, 'web:bad');
    at.pass(10_000);
    expect(sizes(at)).toEqual({ 'web:1': 8, 'web:bad': 5 });
    patch(at, { replicas: 15 });
    at.pass(10_000);
    expect(sizes(at)).toEqual({ 'web:1': 11, 'web:bad': 7 });
  });

  test('keeps only so many old ReplicaSets', () => {
    const at = world();
    deploy(at, 1, { revisionHistoryLimit: 1 });
    for (const image of ['web:2', 'web:3', 'web:4']) {
      setImage(at, image);
      at.pass(20_000);
    }
    expect(Object.keys(sizes(at)).sort()).toEqual(['web:3', 'web:4']);
  });

  // Upstream: pkg/controller/deployment/rolling.go (cleanupUnhealthyReplicas)
  test('nothing old goes while an old ReplicaSet reports more available pods than it was told to have', () => {
    const at = new World('deployment-controller');
    const report = (image: string, replicas: number): void => {
      const found = at.list<ReplicaSet>('replicasets', 'apps');
      const replicaSet = found.find(({ spec }) => spec!.template!.spec!.containers[0]!.image === image)!;
      const status = { replicas, readyReplicas: replicas, availableReplicas: replicas };
      at.client.resource<ReplicaSet>('replicasets', 'apps').updateStatus({ ...replicaSet, status });
      at.pass(1_000);
    };
    deploy(at, 4, { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } } });
    report('web:1', 4);
    setImage(at, 'web:2');
    at.pass(1_000);
    expect(sizes(at)).toEqual({ 'web:1': 2, 'web:2': 2 });
    report('web:2', 2);
    expect(sizes(at)).toEqual({ 'web:1': 2, 'web:2': 2 });
    report('web:1', 2);
    expect(sizes(at)).toEqual({ 'web:1': 0, 'web:2': 4 });
  });

  // Upstream: pkg/controller/deployment/rollback.go
  describe('the annotation that asks for a rollback', () => {
    const ROLLBACK_TO = 'deprecated.deployment.rollback.to';

    function annotate(at: World, annotations: Readonly<Record<string, string>>): void {
      at.client.resource('deployments', 'apps').patch('web', 'default', 'merge', { metadata: { annotations } });
    }

    /** A Deployment with these images one after another, each told as the cause of the change. */
    function history(...images: readonly string[]): World {
      const at = world();
      deploy(at, 2);
      for (const image of images) {
        annotate(at, { cause: image });
        setImage(at, image);
        at.pass(20_000);
      }
      return at;
    }

    const image = (at: World): string => deployment(at).spec!.template.spec!.containers[0]!.image!;
    const rollbackEvents = (at: World): string[] => at.eventTexts().filter((text) => /^DeploymentRollback/.test(text));

    test('takes template and annotations of the revision back', () => {
      const at = history('web:2', 'web:3');
      annotate(at, { [ROLLBACK_TO]: '2' });
      at.pass(20_000);
      expect(sizes(at)).toEqual({ 'web:1': 0, 'web:2': 2, 'web:3': 0 });
      expect(deployment(at).metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '4', cause: 'web:2' });
      expect(deployment(at).spec!.template.metadata!.labels).toEqual({ app: 'web' });
      expect(rollbackEvents(at)).toEqual(['DeploymentRollback: Rolled back deployment "web" to revision 2']);
    });

    test('0 is the revision before the last', () => {
      const at = history('web:2', 'web:3');
      annotate(at, { [ROLLBACK_TO]: '0' });
      at.pass(20_000);
      expect(image(at)).toBe('web:2');
    });

    test.each([
      ['0', 'DeploymentRollbackRevisionNotFound: Unable to find last revision.'],
      ['7', 'DeploymentRollbackRevisionNotFound: Unable to find the revision to rollback to.'],
      [
        '1',
        'DeploymentRollbackTemplateUnchanged: The rollback revision contains the same template as current deployment "web"',
      ],
    ])('%s where there is no such revision is told once and then forgotten', (revision, told) => {
      const at = history();
      annotate(at, { [ROLLBACK_TO]: revision });
      at.pass(20_000);
      expect(rollbackEvents(at)).toEqual([told]);
      expect(deployment(at).metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
    });

    test('waits while the Deployment is paused, and old ReplicaSets with it', () => {
      const at = world();
      deploy(at, 1, { revisionHistoryLimit: 5 });
      setImage(at, 'web:2');
      at.pass(20_000);
      patch(at, { paused: true, revisionHistoryLimit: 0 });
      annotate(at, { [ROLLBACK_TO]: '1' });
      at.pass(5_000);
      expect(image(at)).toBe('web:2');
      patch(at, { paused: false });
      at.pass(20_000);
      expect(image(at)).toBe('web:1');
    });

    test('what is no number is left alone', () => {
      const at = history('web:2');
      annotate(at, { [ROLLBACK_TO]: 'first' });
      at.pass(20_000);
      expect(image(at)).toBe('web:2');
      expect(deployment(at).metadata.annotations).toMatchObject({ [ROLLBACK_TO]: 'first' });
    });
  });

  test('a new ReplicaSet that has used up its quota before the controller heard of it is no failure', () => {
    const at = new World('deployment-controller', 'resourcequota-controller');
    at.create('resourcequotas', '', 'few', { spec: { hard: { 'count/replicasets.apps': '1' } } });
    at.pass(5_000);
    at.cluster.faults.slowWatch('kube-controller-manager', '1m', 'apps/replicasets');
    deploy(at, 1);
    expect(at.eventTexts().filter((text) => text.startsWith('ReplicaSetCreateError'))).toEqual([]);
    expect(conditions(at)).toMatchObject({ Progressing: 'True NewReplicaSetCreated' });
  });
});

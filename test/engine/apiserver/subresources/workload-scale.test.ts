import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } };

describe('scale of workloads', () => {
  const ask = asking(new Cluster());
  const create = (path: string, spec: object) =>
    ask('POST', path, { metadata: { name: 'a' }, spec: { template, ...spec } });

  test('shows the replicas and the selector of what it scales', () => {
    create(DEPLOYMENTS, { replicas: 2, selector: { matchLabels: { b: '2', app: 'a' }, matchExpressions: [] } });
    const relabelled = { ...template, metadata: { labels: { app: 'a', b: '2' } } };
    ask('POST', DEPLOYMENTS, {
      metadata: { name: 'a' },
      spec: { replicas: 2, selector: { matchLabels: { b: '2', app: 'a' } }, template: relabelled },
    });
    expect(ask('GET', `${DEPLOYMENTS}/a/scale`).body).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: { replicas: 2 },
      status: { replicas: 0, selector: 'app=a,b=2' },
    });
  });

  test('writes the replicas and nothing else', () => {
    const scaled = ask('PATCH', `${DEPLOYMENTS}/a/scale`, { spec: { replicas: 0 }, status: { replicas: 9 } });
    expect(scaled.body).toMatchObject({ spec: {}, status: { replicas: 0 } });
    expect(ask('GET', `${DEPLOYMENTS}/a`).body).toMatchObject({
      metadata: { generation: 2 },
      spec: { replicas: 0 },
      status: {},
    });
  });

  test('refuses fewer than none, another uid and a stale version', () => {
    const scale = ask('GET', `${DEPLOYMENTS}/a/scale`).body;
    const put = (metadata: object, replicas = 3) =>
      ask('PUT', `${DEPLOYMENTS}/a/scale`, {
        ...scale,
        metadata: { ...scale.metadata, ...metadata },
        spec: { replicas },
      });
    expect(put({}, -1).body.message).toContain('Scale.autoscaling "a" is invalid: spec.replicas: Invalid value: -1');
    expect(put({ uid: 'other' }).body.message).toContain('Precondition failed: UID in precondition: other');
    expect(put({}).status).toBe(200);
    expect(put({}).status).toBe(409);
  });

  test('takes the replicas over from whoever applied them', () => {
    const applied = (manager: string, path: string, body: object) =>
      ask('PATCH', `${DEPLOYMENTS}/${path}?fieldManager=${manager}`, body, {
        'content-type': 'application/apply-patch+yaml',
      });
    const configuration = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'owned' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'a' } }, template },
    };
    applied('one', 'owned', configuration);
    ask('PATCH', `${DEPLOYMENTS}/owned/scale?fieldManager=two`, { spec: { replicas: 4 } });
    const conflict = applied('one', 'owned', configuration);
    expect(conflict.status).toBe(409);
    expect(conflict.body.message).toContain(
      'conflict with "two" with subresource "scale" using apps/v1: .spec.replicas',
    );
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'owned' }, spec: { replicas: 5 } };
    expect(applied('three', 'owned/scale', scale).body.message).toContain('conflict with "two"');
    expect(applied('three&force=true', 'owned/scale', scale).body.spec).toEqual({ replicas: 5 });
    const managers = ask('GET', `${DEPLOYMENTS}/owned`).body.metadata.managedFields;
    expect(managers.map(({ manager }: { manager: string }) => manager).sort()).toEqual(['one', 'three']);
  });

  test('a missing object is named as upstream names it', () => {
    expect(ask('GET', `${DEPLOYMENTS}/none/scale`).body.message).toBe('deployments/scale.apps "none" not found');
    expect(ask('PATCH', `${DEPLOYMENTS}/none/scale`, { spec: {} }).body.message).toBe(
      'deployments.apps "none" not found',
    );
    const statefulSet = ask('GET', '/apis/apps/v1/namespaces/default/statefulsets/none/scale');
    expect(statefulSet.body.message).toBe('statefulsets.apps "none" not found');
  });

  test('scales replication controllers by their map of labels', () => {
    const path = '/api/v1/namespaces/default/replicationcontrollers';
    create(path, { replicas: 1 });
    expect(ask('GET', `${path}/a/scale`).body.status.selector).toBe('app=a');
  });
});

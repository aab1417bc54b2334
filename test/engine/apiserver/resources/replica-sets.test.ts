import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const REPLICA_SETS = '/apis/apps/v1/namespaces/default/replicasets';
const CONTROLLERS = '/api/v1/namespaces/default/replicationcontrollers';
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } };

describe('ReplicaSet', () => {
  const ask = asking(new Cluster());

  test('begins with no pods and can be selected by their number', () => {
    const { body } = ask('POST', REPLICA_SETS, {
      metadata: { name: 'a' },
      spec: { selector: { matchLabels: { app: 'a' } }, template },
    });
    expect(body).toMatchObject({ spec: { replicas: 1 }, status: { replicas: 0 } });
    expect(ask('GET', `${REPLICA_SETS}?fieldSelector=status.replicas%3D0`).body.items).toHaveLength(1);
    expect(ask('GET', `${REPLICA_SETS}?fieldSelector=status.replicas%3D3`).body.items).toHaveLength(0);
  });

  test('what is wrong with a change is told twice, as upstream looks at it twice', () => {
    const { body } = ask('PATCH', `${REPLICA_SETS}/a`, { spec: { replicas: -1 } });
    expect(body.details.causes.map(({ field }: { field: string }) => field)).toEqual([
      'spec.replicas',
      'spec.replicas',
    ]);
  });
});

describe('ReplicationController', () => {
  const ask = asking(new Cluster());

  test('takes selector and labels from its template', () => {
    const { body } = ask('POST', CONTROLLERS, { metadata: { name: 'a' }, spec: { template } });
    expect(body).toMatchObject({ metadata: { labels: { app: 'a' } }, spec: { selector: { app: 'a' }, replicas: 1 } });
  });

  test('needs a template with labels, or a selector that picks them', () => {
    const refused = (spec: object) => ask('POST', CONTROLLERS, { metadata: { name: 'b' }, spec }).body.message;
    expect(refused({ selector: { app: 'a' } })).toContain('spec.template: Required value');
    expect(refused({ template: { ...template, metadata: {} } })).toContain('spec.selector: Required value');
    expect(refused({ selector: { app: 'b' }, template })).toContain('`selector` does not match template `labels`');
  });

  test('leaves its pods behind when it is deleted', () => {
    const { body } = ask('DELETE', `${CONTROLLERS}/a`);
    expect(body.metadata.finalizers).toEqual(['orphan']);
  });
});

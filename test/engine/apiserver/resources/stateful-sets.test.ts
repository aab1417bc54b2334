import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PATH = '/apis/apps/v1/namespaces/default/statefulsets';
const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'main', image: 'db:1' }] } };

function statefulSet(name: string, spec: object = {}): object {
  return {
    metadata: { name },
    spec: { serviceName: 'db', selector: { matchLabels: { app: 'a' } }, template, ...spec },
  };
}

describe('StatefulSet', () => {
  const ask = asking(new Cluster());

  test('completes its claims as claims', () => {
    const claim = { metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Gi' } } } };
    const { body } = ask('POST', PATH, statefulSet('db', { volumeClaimTemplates: [claim] }));
    expect(body.spec.volumeClaimTemplates[0]).toMatchObject({
      kind: 'PersistentVolumeClaim',
      spec: { volumeMode: 'Filesystem' },
      status: { phase: 'Pending' },
    });
    expect(body.spec.updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { partition: 0 } });
  });

  test('most of its spec never changes', () => {
    expect(ask('PATCH', `${PATH}/db`, { spec: { replicas: 3, minReadySeconds: 5 } }).body.metadata.generation).toBe(2);
    const { status, body } = ask('PATCH', `${PATH}/db`, { spec: { serviceName: 'other' } });
    expect(status).toBe(422);
    expect(body.message).toContain("updates to statefulset spec for fields other than 'replicas'");
  });

  test('what is wrong with a change is told once', () => {
    ask('POST', PATH, statefulSet('once', { replicas: 0 }));
    const { body } = ask('PATCH', `${PATH}/once`, { spec: { replicas: -1 } });
    expect(body.details.causes.map(({ field }: { field: string }) => field)).toEqual(['spec.replicas']);
  });

  test('forgets what the gate of maxUnavailable would bring', () => {
    const rollingUpdate = { maxUnavailable: 2 };
    const { body } = ask(
      'POST',
      PATH,
      statefulSet('gated', { updateStrategy: { type: 'RollingUpdate', rollingUpdate } }),
    );
    expect(body.spec.updateStrategy.rollingUpdate).toEqual({ partition: 0 });
  });

  test('is named like its pods', () => {
    expect(ask('POST', PATH, statefulSet('a.b')).body.message).toContain('must not contain dots');
  });
});

import { EnvValue, ExternalSecret, Microservice, SealedSecret } from '../../lib/constructs';
import { chartOf, find, image } from '../support/chart';

describe('a Secret that comes from elsewhere', () => {
  test('SealedSecret: the Secret has its name and is used like any other', () => {
    const manifests = chartOf((chart) => {
      const secret = new SealedSecret(chart, 'database', { encryptedData: { password: 'AgB…' } });
      new Microservice(chart, 'cart', { image, env: { PASSWORD: EnvValue.fromSecret(secret, 'password') } });
    });
    expect(find<{ spec: unknown }>(manifests, 'SealedSecret').spec).toEqual({
      encryptedData: { password: 'AgB…' },
      template: { metadata: { name: 'database' }, type: 'Opaque' },
    });
    expect(JSON.stringify(find(manifests, 'Deployment'))).toContain(
      '"secretKeyRef":{"key":"password","name":"database"}',
    );
  });

  test('ExternalSecret: single keys, or everything that an entry has', () => {
    const manifests = chartOf((chart) => {
      const store = { name: 'vault', kind: 'ClusterSecretStore' } as const;
      new ExternalSecret(chart, 'keys', { store, keys: { password: { entry: 'cart/db', property: 'pass' } } });
      new ExternalSecret(chart, 'entry', { store, entry: 'cart/db', refreshInterval: '5m', type: 'example.com/db' });
    });
    expect(find<{ spec: unknown }>(manifests, 'ExternalSecret', 'keys').spec).toEqual({
      refreshInterval: '1h',
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
      target: { name: 'keys', template: { type: 'Opaque' } },
      data: [{ secretKey: 'password', remoteRef: { key: 'cart/db', property: 'pass' } }],
    });
    expect(find<{ spec: unknown }>(manifests, 'ExternalSecret', 'entry').spec).toEqual({
      refreshInterval: '5m',
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
      target: { name: 'entry', template: { type: 'example.com/db' } },
      dataFrom: [{ extract: { key: 'cart/db' } }],
    });
  });
});

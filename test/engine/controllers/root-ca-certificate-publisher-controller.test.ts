import { X509Certificate } from 'node:crypto';
import type { ConfigMap } from '../../../lib/engine/apimachinery/api/core-v1';
import { World } from './world';

const NAME = 'kube-root-ca.crt';

function world(): World {
  const at = new World('root-ca-certificate-publisher-controller');
  at.pass(1_000);
  return at;
}

describe('RootCaCertificatePublisherController', () => {
  test('each namespace has the certificate of the authority', () => {
    const at = world();
    at.client.resource('namespaces').create({ metadata: { name: 'shop' } });
    at.pass(1_000);
    const { data } = at.client.resource<ConfigMap>('configmaps').get(NAME, 'shop');
    const certificate = new X509Certificate(data?.['ca.crt'] ?? '');
    expect(certificate.subject).toBe('CN=kubernetes');
    expect(certificate.ca).toBe(true);
    expect(at.get<ConfigMap>('configmaps', '', NAME).data).toEqual(data);
  });

  test('it comes back when it is deleted, or changed', () => {
    const at = world();
    const configMaps = at.client.resource<ConfigMap>('configmaps');
    const before = configMaps.get(NAME, 'default');
    configMaps.update({ ...before, data: { other: 'text' } });
    at.pass(1_000);
    expect(configMaps.get(NAME, 'default').data).toEqual(before.data);
    configMaps.delete(NAME, 'default');
    at.pass(1_000);
    expect(configMaps.get(NAME, 'default').data).toEqual(before.data);
  });
});

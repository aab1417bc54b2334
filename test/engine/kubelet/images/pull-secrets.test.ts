import type { Secret } from '../../../../lib/engine/apimachinery/api/core-v1';
import { encodeBase64 } from '../../../../lib/engine/apimachinery/base64';
import { credentialsFor } from '../../../../lib/engine/kubelet/images/pull-secrets';

const metadata = { name: 'a', uid: 'a', resourceVersion: '1', creationTimestamp: '2024-01-01T00:00:00Z' };

function secret(auths: object): Secret {
  const data = { '.dockerconfigjson': encodeBase64(JSON.stringify({ auths })) };
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/dockerconfigjson', data };
}

describe('credentialsFor', () => {
  test('the most specific address comes first, and `auth` holds name and password', () => {
    const auth = encodeBase64('folder:of:colons');
    const given = [
      secret({ 'https://registry.example/v2/': { username: 'a', password: 'b' } }),
      secret({ 'registry.example/shop': { auth } }),
    ];
    expect(credentialsFor('registry.example/shop/web', given)).toEqual([
      { username: 'folder', password: 'of:colons' },
      { username: 'a', password: 'b' },
    ]);
    expect(credentialsFor('registry.example/other', given)).toEqual([{ username: 'a', password: 'b' }]);
  });

  test('a star stands for a part of the host, and Docker Hub has a name of its own', () => {
    const given = [
      secret({
        '*.example': { username: 'x', password: 'y' },
        'https://index.docker.io/v1/': { username: 'hub', password: 'h' },
      }),
    ];
    expect(credentialsFor('eu.example/a', given)).toEqual([{ username: 'x', password: 'y' }]);
    expect(credentialsFor('a.eu.example/a', given)).toEqual([]);
    expect(credentialsFor('docker.io/library/nginx', given)).toEqual([{ username: 'hub', password: 'h' }]);
  });
});

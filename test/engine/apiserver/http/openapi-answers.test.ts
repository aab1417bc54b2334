import { Cluster } from '../../../../lib/engine/cluster';

const PROTOBUF = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

describe('/openapi', () => {
  const cluster = new Cluster();
  const get = (url: string, headers: Record<string, string> = {}) => cluster.http({ method: 'GET', url, headers });

  test('lists the documents of version 3 under addresses that carry their hash', () => {
    const index = get('/openapi/v3');
    expect(index.headers['content-type']).toBe('text/plain; charset=utf-8');
    const { paths } = JSON.parse(index.body) as { paths: Record<string, { serverRelativeURL: string }> };
    const document = get(paths['apis/apps/v1']!.serverRelativeURL);
    expect(document.status).toBe(200);
    expect(document.headers['cache-control']).toBe('public, immutable');
    expect(JSON.parse(document.body)).toMatchObject({ openapi: '3.0.0' });
  });

  test('sends who asks with an old hash to the new one', () => {
    const { status, headers } = get('/openapi/v3/apis/apps/v1?hash=OLD');
    expect(status).toBe(301);
    expect(get(headers.location!).status).toBe(200);
  });

  test('answers 304 to whoever has the document already', () => {
    for (const url of ['/openapi/v3', '/openapi/v3/api/v1', '/openapi/v2']) {
      const { etag } = get(url).headers;
      expect(get(url, { 'if-none-match': etag! })).toMatchObject({ status: 304, body: '' });
    }
  });

  test('answers version 2 as JSON, and to old kubectl as an empty protobuf document', () => {
    expect(JSON.parse(get('/openapi/v2', { accept: 'application/json' }).body)).toMatchObject({ swagger: '2.0' });
    const answer = get('/openapi/v2', { accept: PROTOBUF });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
    expect(get('/openapi/v3/api/v1', { accept: 'application/xml' }).status).toBe(406);
  });

  test('knows no other paths', () => {
    for (const url of ['/openapi', '/openapi/v4', '/openapi/v3/apis/none/v1']) expect(get(url).status).toBe(404);
  });

  test('tags aggregated discovery too', () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList';
    const { etag } = get('/apis', { accept }).headers;
    expect(get('/apis', { accept, 'if-none-match': etag! }).status).toBe(304);
  });
});

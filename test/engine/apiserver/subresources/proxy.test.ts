import type { HttpResponse } from '../../../../lib/engine/apiserver/http/http-message';
import { Cluster } from '../../../../lib/engine/cluster';
import { ControllerSelection } from '../../../../lib/engine/controllers/controller-selection';

/** A pod that answers on port 8080, behind a Service. */
function shop(): Cluster {
  const controllers = new ControllerSelection(['endpoints-controller', 'serviceaccount-controller']);
  const cluster = new Cluster({ nodes: 1, controllerManager: { controllers } });
  cluster.advance('1s');
  cluster.resource('Pod').create({
    metadata: {
      name: 'web',
      namespace: 'default',
      labels: { app: 'web' },
      annotations: { 'boutique.test/run.main': JSON.stringify({ listen: { 8080: '0:200' } }) },
    },
    spec: {
      automountServiceAccountToken: false,
      nodeName: 'node-1',
      containers: [{ name: 'main', image: 'local.test/app:1', ports: [{ containerPort: 8080 }] }],
    },
  });
  const ports = [{ name: 'http', port: 80, targetPort: 8080 }];
  cluster
    .resource('Service')
    .create({ metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' }, ports } });
  cluster.advance('10s');
  return cluster;
}

const get = (cluster: Cluster, path: string): HttpResponse =>
  cluster.http({ method: 'GET', url: `/api/v1/namespaces/default/${path}`, headers: {} });

describe('proxy', () => {
  test.each(['pods/web', 'pods/web:8080', 'pods/http:web:8080', 'services/web:80', 'services/web:http'])(
    '%s leads to the pod, which sees the path behind it',
    (target) => {
      const cluster = shop();
      expect(get(cluster, `${target}/proxy/`)).toMatchObject({ status: 200, body: '200\n' });
      expect(get(cluster, `${target}/proxy/status/404?why=not`)).toMatchObject({ status: 404, body: '404\n' });
    },
  );

  test('without a path behind it the client is sent to the root', () => {
    const answer = get(shop(), 'pods/web/proxy?a=b');
    expect([answer.status, answer.headers['location']]).toEqual([
      301,
      '/api/v1/namespaces/default/pods/web/proxy/?a=b',
    ]);
  });

  test('where nobody listens, or a Service has no endpoints, it is unavailable', () => {
    const cluster = shop();
    expect(get(cluster, 'pods/web:81/proxy/').status).toBe(503);
    cluster.resource('Pod').patch('web', 'default', 'merge', { metadata: { labels: { app: 'other' } } });
    cluster.advance('5s');
    const answer = get(cluster, 'services/web:80/proxy/');
    expect(answer.status).toBe(503);
    expect(answer.body).toContain('no endpoints available for service');
  });
});

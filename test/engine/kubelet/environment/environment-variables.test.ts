import { exec, oneNode, runPod, told } from '../one-node';

describe('environmentVariables', () => {
  test('a node lends its capacity to a container without limits', () => {
    const cluster = oneNode();
    const env = [
      { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
      { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Gi' } } },
      { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
    ];
    runPod(cluster, 'p', { env });
    expect(exec(cluster, 'p', ['printenv', 'CPU', 'MEMORY', 'HOST'])).toBe('8\n32\n172.18.0.2\n(0)');
  });

  test('without links only the API server is among the Services', () => {
    const cluster = oneNode();
    cluster
      .resource('Service')
      .create({ metadata: { name: 'web', namespace: 'default' }, spec: { ports: [{ port: 80 }] } });
    cluster.advance('1s');
    runPod(cluster, 'with');
    runPod(cluster, 'without', {}, { enableServiceLinks: false });
    expect(exec(cluster, 'with', ['printenv', 'WEB_SERVICE_PORT', 'KUBERNETES_SERVICE_PORT'])).toBe('80\n443\n(0)');
    expect(exec(cluster, 'without', ['printenv', 'WEB_SERVICE_PORT', 'KUBERNETES_SERVICE_PORT'])).toBe('443\n(1)');
  });

  test('a subPathExpr without its variable, and an image with a name for a user where a number is needed', () => {
    const cluster = oneNode();
    const volumeMounts = [{ name: 'scratch', mountPath: '/s', subPathExpr: '$(B)/$(A)' }];
    runPod(cluster, 'p', { volumeMounts }, { volumes: [{ name: 'scratch', emptyDir: {} }] });
    runPod(cluster, 'q', { image: 'local.test/named:1', securityContext: { runAsNonRoot: true } });
    const { uid } = cluster.get('Pod', 'q').metadata;
    expect(told(cluster, 'Failed').sort()).toEqual([
      `Error: container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root (pod: "q_default(${uid})", container: main)`,
      'Error: missing value for A, B',
    ]);
  });
});

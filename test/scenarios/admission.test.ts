/** What is judged when a pod is made, and never again. */
import type { JsonObject } from '../../lib/engine/apimachinery/object-meta';
import type { Cluster } from '../../lib/engine/cluster';
import { clusterObject, deployment, object, pod, requests } from './manifests';
import { available, condition, newCluster, patch, podsOf, refusal, rolledOut } from './observations';

function running(): Cluster {
  const cluster = newCluster();
  cluster.apply(deployment('web', { replicas: 2 }));
  cluster.runUntil(rolledOut('web'));
  cluster.advance('5s');
  return cluster;
}

/** Loses a pod, and says what becomes of its replacement: the message, without names. */
function lossOfPod(cluster: Cluster): string | undefined {
  cluster.delete('Pod', podsOf(cluster, 'web')[0]!.metadata.name);
  cluster.advance('1m');
  return condition(cluster.get('Deployment', 'web'), 'ReplicaFailure')?.message?.replace(/web-\w+-\w+/, 'POD');
}

// staging/src/k8s.io/pod-security-admission/admission/admission.go (EvaluatePod)
test('45. Will pods be re-creatable later? Pod security stops only new pods', () => {
  const cluster = running();
  patch(
    cluster,
    'Namespace',
    'default',
    { metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } },
    '',
  );
  cluster.advance('10m');
  expect(available(cluster, 'web')).toBe(2);
  const refused = lossOfPod(cluster)!;
  expect(refused).toBe(
    'pods "POD" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "main" ' +
      'must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "main" must set ' +
      'securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "main" must set ' +
      'securityContext.runAsNonRoot=true), seccompProfile (pod or container "main" must set securityContext.seccompProfile.type ' +
      'to "RuntimeDefault" or "Localhost")',
  );
  expect(available(cluster, 'web')).toBe(1);

  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsUser: 1000 };
  const podSecurity = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
  cluster.apply(
    deployment('web', { replicas: 2, container: { securityContext }, pod: { securityContext: podSecurity } }),
  );
  cluster.runUntil(rolledOut('web'));
});

// staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go
test('45. Will pods be re-creatable later? A webhook that nobody answers stops new pods, unless it may be ignored', () => {
  const webhook = (failurePolicy: string): JsonObject => ({
    name: 'pods.example.com',
    clientConfig: { service: { name: 'policy', namespace: 'default', path: '/' } },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    failurePolicy,
  });
  const configuration = (failurePolicy: string) =>
    clusterObject('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'pods', {
      webhooks: [webhook(failurePolicy)],
    });
  const cluster = running();
  cluster.apply(configuration('Fail'));
  cluster.advance('10m');
  expect(available(cluster, 'web')).toBe(2);
  expect(lossOfPod(cluster)).toBe(
    'Internal error occurred: failed calling webhook "pods.example.com": failed to call webhook: ' +
      'Post "https://policy.default.svc:443/?timeout=10s": service "policy" not found',
  );
  expect(available(cluster, 'web')).toBe(1);
  cluster.apply(configuration('Ignore'));
  cluster.runUntil(rolledOut('web'), { within: '20m' });
});

// plugin/pkg/admission/resourcequota/controller.go (CheckRequest), pkg/quota/v1/evaluator/core/pods.go (Constraints)
test('46. Quota set but pod lacks requests? Refused, unless a LimitRange has defaults', () => {
  const cluster = newCluster();
  cluster.apply(
    object('v1', 'ResourceQuota', 'compute', { spec: { hard: { 'requests.cpu': '1', 'limits.memory': '1Gi' } } }),
  );
  cluster.advance('5s');
  const create =
    (name: string, container: JsonObject = {}) =>
    () =>
      cluster.resource('Pod').create(pod(name, { container }));
  expect(refusal(create('bare'))).toEqual({
    code: 403,
    message:
      'pods "bare" is forbidden: failed quota: compute: must specify limits.memory for: main; requests.cpu for: main',
  });
  expect(refusal(create('half', requests('100m')))).toEqual({
    code: 403,
    message: 'pods "half" is forbidden: failed quota: compute: must specify limits.memory for: main',
  });
  const defaults = { type: 'Container', default: { memory: '128Mi' }, defaultRequest: { cpu: '100m' } };
  cluster.apply(object('v1', 'LimitRange', 'defaults', { spec: { limits: [defaults] } }));
  create('bare')();
  expect(cluster.get('Pod', 'bare').spec?.containers[0]?.resources).toEqual({
    limits: { memory: '128Mi' },
    requests: { cpu: '100m', memory: '128Mi' },
  });
  expect(cluster.get('ResourceQuota', 'compute').status?.used).toEqual({
    'limits.memory': '128Mi',
    'requests.cpu': '100m',
  });
});

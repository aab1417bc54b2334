import type { Container, PodSpec, Volume } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { applyPodDefaults, completePodTemplate } from '../../../../../lib/engine/apiserver/resources/pod/pod-defaults';
import type { Pod } from '../../../../../lib/engine/apiserver/resources/pod/pod-types';
import type { Draft } from '../../../../../lib/engine/apiserver/strategy';

function podSpec(spec: Partial<PodSpec>): PodSpec {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [], ...spec } };
  applyPodDefaults(pod as unknown as Draft<Pod>);
  return pod.spec;
}

function templateSpec(spec: Partial<PodSpec>): PodSpec {
  return completePodTemplate({ spec: { containers: [], ...spec } }).spec;
}

function container(members: Partial<Container>): Container {
  return podSpec({ containers: [{ name: 'c', ...members }] }).containers[0]!;
}

function volume(source: Omit<Volume, 'name'>): Volume {
  return podSpec({ volumes: [{ name: 'v', ...source }] }).volumes![0]!;
}

describe('applyPodDefaults', () => {
  test('an empty spec gets all that every spec has, and what only pods have', () => {
    const everywhere = {
      containers: [],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    };
    expect(templateSpec({})).toEqual(everywhere);
    expect(podSpec({})).toEqual({ ...everywhere, enableServiceLinks: true });
  });

  test('what is given is kept', () => {
    const given = {
      dnsPolicy: 'None',
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      enableServiceLinks: false,
    };
    expect(podSpec(given)).toMatchObject(given);
  });

  test('a negative grace period becomes a second, in pods only', () => {
    expect(podSpec({ terminationGracePeriodSeconds: -5 }).terminationGracePeriodSeconds).toBe(1);
    expect(templateSpec({ terminationGracePeriodSeconds: -5 }).terminationGracePeriodSeconds).toBe(-5);
  });

  test.each([
    [{ serviceAccount: 'old' }, 'old'],
    [{ serviceAccountName: 'new' }, 'new'],
    [{ serviceAccount: 'old', serviceAccountName: 'new' }, 'new'],
  ])('the account has two names: %j', (spec, name) => {
    expect(podSpec(spec)).toMatchObject({ serviceAccount: name, serviceAccountName: name });
  });

  test('annotations that init containers once were are forgotten', () => {
    const metadata = { annotations: { 'pod.beta.kubernetes.io/init-containers': '[]', kept: 'yes' } };
    const template = completePodTemplate({ metadata, spec: { containers: [] } });
    expect(template.metadata).toEqual({ annotations: { kept: 'yes' } });
  });

  test('a complete and frozen pod stays as it is', () => {
    const spec = Object.freeze(podSpec({ containers: [{ name: 'c', image: 'nginx' }] }));
    const pod = Object.freeze({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
    applyPodDefaults(pod as unknown as Draft<Pod>);
    expect(pod.spec).toBe(spec);
  });
});

describe('containers', () => {
  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.25', 'IfNotPresent'],
    [`nginx@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
    ['Not An Image', 'IfNotPresent'],
  ])('%s is pulled %s', (image, imagePullPolicy) => {
    expect(container({ image })).toMatchObject({
      imagePullPolicy,
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    });
  });

  test('probes, hooks, ports and references to fields are completed', () => {
    const complete = container({
      ports: [{ containerPort: 80 }],
      env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
      livenessProbe: { grpc: { port: 1 }, failureThreshold: 7 },
      lifecycle: { preStop: { httpGet: { port: 'web' } } },
    });
    expect(complete.ports).toEqual([{ containerPort: 80, protocol: 'TCP' }]);
    expect(complete.env![0]!.valueFrom).toEqual({ fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } });
    expect(complete.livenessProbe).toEqual({
      grpc: { port: 1, service: '' },
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 7,
    });
    expect(complete.lifecycle).toEqual({ preStop: { httpGet: { port: 'web', path: '/', scheme: 'HTTP' } } });
  });

  test('limits are requests where nothing else is asked, in pods only', () => {
    const containers = [{ name: 'c', resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } } }];
    expect(podSpec({ containers }).containers[0]!.resources!.requests).toEqual({ cpu: '100m', memory: '1Gi' });
    expect(templateSpec({ containers }).containers[0]!.resources!.requests).toEqual({ cpu: '100m' });
  });

  test('amounts are rounded up to thousandths', () => {
    const resources = { requests: { cpu: '100u', memory: '1' } };
    expect(container({ resources }).resources!.requests).toEqual({ cpu: '1m', memory: '1' });
  });

  test("in the host's network ports are the host's, in pods only", () => {
    const spec = { hostNetwork: true, containers: [{ name: 'c', ports: [{ containerPort: 80 }] }] };
    expect(podSpec(spec).containers[0]!.ports![0]!.hostPort).toBe(80);
    expect(templateSpec(spec).containers[0]!.ports![0]!.hostPort).toBeUndefined();
  });
});

describe('volumes', () => {
  test.each<[Omit<Volume, 'name'>, object]>([
    [{}, { emptyDir: {} }],
    [{ hostPath: { path: '/x' } }, { hostPath: { path: '/x', type: '' } }],
    [{ secret: { secretName: 's' } }, { secret: { secretName: 's', defaultMode: 0o644 } }],
    [{ configMap: { name: 'c', defaultMode: 0 } }, { configMap: { name: 'c', defaultMode: 0 } }],
    [
      { downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } },
      {
        downwardAPI: {
          defaultMode: 0o644,
          items: [{ path: 'a', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }],
        },
      },
    ],
    [
      { projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
      { projected: { defaultMode: 0o644, sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3600 } }] } },
    ],
    [
      { rbd: { monitors: ['m'], image: 'i' } },
      { rbd: { monitors: ['m'], image: 'i', pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' } },
    ],
    [
      { azureDisk: { diskName: 'd', diskURI: 'u' } },
      {
        azureDisk: {
          diskName: 'd',
          diskURI: 'u',
          cachingMode: 'ReadWrite',
          fsType: 'ext4',
          readOnly: false,
          kind: 'Shared',
        },
      },
    ],
    [
      { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'] } } } },
      { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' } } } },
    ],
  ])('%j is completed', (source, complete) => {
    expect(volume(source)).toEqual({ name: 'v', ...complete });
  });
});

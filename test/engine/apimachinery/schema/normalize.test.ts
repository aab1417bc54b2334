/** What a body looks like after Go decoded and encoded it; expectations are answers of a real v1.28.15 server, without its defaults. */
import { builtinSchemas } from '../../../../lib/engine/apimachinery/schema/builtin-schemas';
import { normalize } from '../../../../lib/engine/apimachinery/schema/normalize';
import type { ObjectSchema } from '../../../../lib/engine/apimachinery/schema/schema';

interface Body {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

function schemaOf({ apiVersion, kind }: Body): ObjectSchema {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const schema = builtinSchemas().schemaOf({ group, version, kind });
  if (!schema) throw new Error(`no schema of ${apiVersion} ${kind}`);
  return schema;
}

function normal(body: Body): Body {
  return normalize(body, schemaOf(body));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}

const metadata = { name: 'a', creationTimestamp: '2024-01-01T00:00:00Z' };

function pod(spec: Record<string, unknown>): Body {
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status: {} };
}

function specOf(body: Body): unknown {
  return normal(body).spec;
}

describe('normalize', () => {
  describe('what the server recorded', () => {
    test('empty maps, lists and nulls of a ConfigMap vanish', () => {
      const sent = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { ...metadata, labels: {}, annotations: null, finalizers: [] },
        data: {},
        binaryData: null,
      };
      expect(normal(sent)).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    });

    test('pointers keep the zero value, values of maps too', () => {
      const sent = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: '1', b: '' }, immutable: false };
      expect(normal(sent)).toBe(sent);
    });

    test.each([
      [
        { apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', metadata, spec: { drivers: [] } },
        { spec: { drivers: null } },
      ],
      [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata }, { rules: null }],
      [{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata }, { spec: {} }],
      [
        { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { ingress: [{}], egress: [] } },
        { spec: { podSelector: {}, ingress: [{}] } },
      ],
      [
        { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: {} },
        { spec: {}, status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 } },
      ],
      [
        { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, status: null },
        { spec: {}, status: { loadBalancer: {} } },
      ],
      [
        {
          apiVersion: 'v1',
          kind: 'Event',
          metadata,
          involvedObject: { kind: 'Pod', name: 'p' },
          reason: 'R',
          message: 'm',
          type: 'Normal',
        },
        {
          source: {},
          firstTimestamp: null,
          lastTimestamp: null,
          eventTime: null,
          reportingComponent: '',
          reportingInstance: '',
        },
      ],
    ])('%j gains the fields that are always written', (sent, always) => {
      expect(normal(sent)).toEqual({ ...sent, ...always });
    });

    test('a Node reports a port and a system that nobody told', () => {
      const names = ['machineID', 'systemUUID', 'bootID', 'kernelVersion', 'osImage', 'containerRuntimeVersion'];
      const more = ['kubeletVersion', 'kubeProxyVersion', 'operatingSystem', 'architecture'];
      expect(normal({ apiVersion: 'v1', kind: 'Node', metadata }).status).toEqual({
        daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
        nodeInfo: Object.fromEntries([...names, ...more].map((name) => [name, ''])),
      });
    });

    test('an HPA reports current metrics in v2, current replicas in v1', () => {
      const spec = { scaleTargetRef: { kind: 'Deployment', name: 'd' }, maxReplicas: 3 };
      const status = (version: string): unknown =>
        normal({ apiVersion: `autoscaling/${version}`, kind: 'HorizontalPodAutoscaler', metadata, spec }).status;
      expect(status('v2')).toEqual({ desiredReplicas: 0, currentMetrics: null });
      expect(status('v1')).toEqual({ currentReplicas: 0, desiredReplicas: 0 });
    });

    test('a Deployment writes strategy, resources, status and the creation time of its template', () => {
      const labels = { app: 'a' };
      const sent = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: {
          replicas: 0,
          minReadySeconds: 0,
          paused: false,
          selector: { matchLabels: labels, matchExpressions: [] },
          template: { metadata: { labels }, spec: { hostNetwork: false, containers: [{ name: 'c', image: 'i' }] } },
        },
      };
      expect(normal(sent)).toEqual({
        ...sent,
        spec: {
          replicas: 0,
          selector: { matchLabels: labels },
          strategy: {},
          template: {
            metadata: { labels, creationTimestamp: null },
            spec: { containers: [{ name: 'c', image: 'i', resources: {} }] },
          },
        },
        status: {},
      });
    });

    test('labels and data come in order of key, numbers where JavaScript puts them', () => {
      const keys = { z: '1', b: '2', '10': '3', a: '4', '9': '5' };
      const sent = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { ...metadata, labels: keys },
        data: { z: '', a: '' },
      };
      const answer = normal(sent);
      expect(Object.keys((answer.metadata as typeof sent.metadata).labels)).toEqual(['9', '10', 'a', 'b', 'z']);
      expect(Object.keys(answer.data as object)).toEqual(['a', 'z']);
      expect(normal(answer)).toBe(answer);
    });
  });

  describe('by kind of Go field', () => {
    test('zero values vanish where nobody points to them and stay where somebody does', () => {
      const sent = pod({
        hostNetwork: false,
        hostname: '',
        automountServiceAccountToken: false,
        priority: 0,
        runtimeClassName: '',
        activeDeadlineSeconds: null,
        securityContext: {},
        affinity: null,
        containers: [{ name: 'c', resources: {}, tty: false, livenessProbe: { exec: {}, periodSeconds: 0 } }],
      });
      expect(specOf(sent)).toEqual({
        automountServiceAccountToken: false,
        priority: 0,
        runtimeClassName: '',
        securityContext: {},
        containers: [{ name: 'c', resources: {}, livenessProbe: { exec: {} } }],
      });
    });

    test('a null element is the zero value of its type', () => {
      const sent = pod({ containers: [null, { name: 'c', args: [null], resources: {} }], nodeSelector: { a: null } });
      expect(specOf(sent)).toEqual({
        containers: [
          { name: '', resources: {} },
          { name: 'c', args: [''], resources: {} },
        ],
        nodeSelector: { a: '' },
      });
    });

    test('structs that encode themselves are never left out', () => {
      const service = { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] }, status: {} };
      expect(specOf(service)).toEqual({ ports: [{ port: 80, targetPort: 0 }] });
      const env = [{ name: 'E', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }];
      expect(specOf(pod({ containers: [{ name: 'c', resources: {}, env }] }))).toMatchObject({
        containers: [{ env: [{ valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '0' } } }] }],
      });
      const revision = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata };
      expect(normal(revision)).toEqual({ ...revision, data: null, revision: 0 });
    });

    test('what nobody set stays away behind a pointer, and is null where the tag does not say omitempty', () => {
      const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata };
      expect(specOf(deployment)).toEqual({
        selector: null,
        strategy: {},
        template: { metadata: { creationTimestamp: null }, spec: { containers: null } },
      });
    });

    test('bytes: empty text is a value in a map, null becomes one', () => {
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata, data: { a: '', b: null } };
      expect(normal(secret).data).toEqual({ a: '', b: '' });
      const request = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata };
      expect(normal(request)).toMatchObject({ spec: { request: null, signerName: '' }, status: {} });
    });

    test('free-form values are not looked into', () => {
      const data = { z: null, list: [], a: {} };
      const sent = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, data, revision: 1 };
      expect(normal(sent)).toBe(sent);
    });

    test('fields that the schema does not know, and values of a wrong type, are left to decoding', () => {
      const sent = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: 'wrong',
        data: ['x'],
        extra: { empty: {}, no: null },
      };
      expect(normal(sent)).toBe(sent);
    });

    test('a field that is undefined counts as absent', () => {
      const sent = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { ...metadata, labels: undefined },
        data: undefined,
      };
      expect(Object.keys(normal(sent))).toEqual(['apiVersion', 'kind', 'metadata']);
      expect(Object.keys(normal(sent).metadata as object)).toEqual(['name', 'creationTimestamp']);
    });

    test('a data key may be called __proto__', () => {
      const data = JSON.parse('{"b":"1","__proto__":"2"}') as Record<string, string>;
      expect(Object.keys(normal({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }).data as object)).toEqual([
        '__proto__',
        'b',
      ]);
    });
  });

  describe('kinds that never pass through protobuf', () => {
    const names = { plural: 'as', kind: 'A' };

    function definition(schema: unknown): Body {
      const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } };
      const spec = { group: 'example.com', names, scope: 'Namespaced', versions: [version] };
      const status = { conditions: [], acceptedNames: names, storedVersions: [] };
      return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata, spec, status };
    }

    test('keep empty lists that are always written', () => {
      const sent = definition({ type: 'object' });
      expect(normal(sent)).toBe(sent);
    });

    test('normalise JSON schemas behind booleans and lists, but not their defaults', () => {
      const dirty = { type: 'object', nullable: false, required: [], default: { a: {}, n: null } };
      const clean = { type: 'object', default: { a: {}, n: null } };
      const schema = (inner: unknown): unknown => ({
        type: 'object',
        properties: { a: { type: 'array', items: inner }, b: { type: 'array', items: [inner] } },
        additionalProperties: inner,
        not: { additionalProperties: false },
      });
      expect(normal(definition(schema(dirty)))).toEqual(definition(schema(clean)));
      const sent = definition(schema(clean));
      expect(normal(sent)).toBe(sent);
    });

    test('keep the empty items of a list', () => {
      const list = { apiVersion: 'v1', kind: 'PodList', metadata: {}, items: [] };
      expect(normal(list)).toBe(list);
    });
  });

  describe('custom resources', () => {
    const objectMeta = schemaOf({ apiVersion: 'v1', kind: 'Pod' }).fields.get('metadata');
    if (!objectMeta) throw new Error('a Pod has no metadata');
    const embedded: ObjectSchema = {
      type: 'object',
      goType: '',
      required: [],
      fields: new Map([
        ['metadata', objectMeta],
        ['count', { type: 'int64' as const }],
      ]),
    };
    const schema: ObjectSchema = {
      type: 'object',
      goType: '',
      required: [],
      fields: new Map([...embedded.fields, ['spec', embedded] as const]),
    };

    test('stay as they are, but for metadata', () => {
      const spec = { metadata: { name: 'e' }, count: 0, empty: {}, none: null };
      const sent = { metadata: { ...metadata, labels: {} }, spec };
      const answer = normalize(sent, schema);
      expect(answer).toEqual({ metadata, spec });
      expect(answer.spec).toBe(spec);
    });

    test('embedded metadata does not write a creation time that nobody set', () => {
      const sent = { metadata, spec: { metadata: { name: 'e', creationTimestamp: null } } };
      expect(normalize(sent, schema)).toEqual({ metadata, spec: { metadata: { name: 'e' } } });
    });
  });

  describe('sharing', () => {
    test('normal objects come back as the same reference, parts of others too', () => {
      const container = { name: 'c', resources: {} };
      const sent = pod({ containers: [container, { name: 'd' }] });
      const answer = normal(sent);
      expect((answer.spec as { containers: unknown[] }).containers[0]).toBe(container);
      expect(answer.metadata).toBe(sent.metadata);
      expect(normal(answer)).toBe(answer);
    });

    test('what was sent is not changed', () => {
      const sent = pod({ containers: [{ name: 'c' }], nodeSelector: { z: '1', a: '2' }, volumes: [] });
      const before = JSON.stringify(sent);
      normal(sent);
      expect(JSON.stringify(sent)).toBe(before);
    });

    test('frozen parts count as normal, but an empty frozen list still vanishes', () => {
      const frozen = deepFreeze({ containers: [{ name: 'c', args: [] }] });
      expect(specOf(pod(frozen))).toBe(frozen);
      expect(specOf(pod({ containers: [], volumes: deepFreeze([]) }))).toEqual({ containers: null });
    });
  });
});

/** Requests that are nearly right: good ones with one or more things changed by chance. */
import type { Random } from '../../lib/engine/random/random';

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const TYPES = [
  'application/json',
  'application/yaml',
  'application/merge-patch+json',
  'application/json-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/vnd.kubernetes.protobuf',
  'text/plain',
  '',
];
const QUERIES = [
  '',
  'dryRun=All',
  'fieldManager=x',
  'fieldValidation=Strict',
  'limit=1',
  'watch=1&timeoutSeconds=1',
  'force=true',
  'resourceVersion=abc',
  'resourceVersion=99999',
  'labelSelector=a in (b',
  'fieldSelector=metadata.name=a',
  'continue=xyz',
  'gracePeriodSeconds=-1',
  'propagationPolicy=Orphan',
  'pretty=true',
  'limit=-5',
  'dryRun=Some',
].map(encodeURI);
const ODD: readonly Json[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  '',
  'x',
  '\u0000',
  'ä'.repeat(70),
  '-1',
  '1e400',
  [],
  {},
  [null],
  { x: 1 },
  ['a', 'a'],
];
const PLACES = [
  'pods',
  'services',
  'configmaps',
  'secrets',
  'serviceaccounts',
  'persistentvolumeclaims',
  'events',
  'endpoints',
  'limitranges',
  'resourcequotas',
  'replicationcontrollers',
].map((plural) => `/api/v1/namespaces/default/${plural}`);
const GROUPED = [
  'apps/v1/namespaces/default/deployments',
  'apps/v1/namespaces/default/statefulsets',
  'apps/v1/namespaces/default/daemonsets',
  'batch/v1/namespaces/default/jobs',
  'batch/v1/namespaces/default/cronjobs',
  'networking.k8s.io/v1/namespaces/default/ingresses',
  'networking.k8s.io/v1/namespaces/default/networkpolicies',
  'policy/v1/namespaces/default/poddisruptionbudgets',
  'autoscaling/v2/namespaces/default/horizontalpodautoscalers',
  'rbac.authorization.k8s.io/v1/namespaces/default/roles',
  'rbac.authorization.k8s.io/v1/clusterroles',
  'storage.k8s.io/v1/storageclasses',
  'scheduling.k8s.io/v1/priorityclasses',
  'apiextensions.k8s.io/v1/customresourcedefinitions',
  'coordination.k8s.io/v1/namespaces/default/leases',
].map((path) => `/apis/${path}`);
const SUBRESOURCES = [
  '',
  '',
  '',
  '/status',
  '/scale',
  '/log',
  '/exec',
  '/eviction',
  '/binding',
  '/token',
  '/finalize',
  '/nothing',
];

export class FuzzRequests {
  constructor(private readonly random: Random) {}

  next(): FuzzRequest {
    const { random } = this;
    const collection = random.pick([...PLACES, ...GROUPED, '/api/v1/namespaces', '/api/v1/nodes', '/apis/none/v1/x']);
    const named = random.chance(0.6);
    const name = random.pick(['a', 'b', 'A_b', '..', '%2e%2e', 'x'.repeat(260), 'default', '%']);
    const path = named ? `${collection}/${name}${random.pick(SUBRESOURCES)}` : collection;
    const query = random.pick(QUERIES);
    const method = random.chance(0.5)
      ? named
        ? random.pick(['PUT', 'PATCH', 'DELETE'])
        : 'POST'
      : random.pick(METHODS);
    return {
      method,
      path: query === '' ? path : `${path}?${query}`,
      headers: {
        ...(random.chance(0.7) ? { 'content-type': random.chance(0.5) ? TYPES[0]! : random.pick(TYPES) } : {}),
        accept: random.pick([
          'application/json',
          '*/*',
          'application/yaml',
          'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
          'text/html',
        ]),
      },
      body: ['GET', 'HEAD', 'OPTIONS'].includes(method) ? '' : this.#body(),
    };
  }

  #body(): string {
    const { random } = this;
    const body = this.#object();
    for (let count = random.integer(4); count > 0; count--) this.#mutate(body);
    const text = JSON.stringify(random.chance(0.1) ? [{ op: 'replace', path: '/metadata/labels', value: body }] : body);
    if (random.chance(0.05)) return text.slice(0, random.integer(text.length));
    return random.chance(0.02) ? text.replace('{', '{"metadata":{},') : text;
  }

  #object(): { [name: string]: Json } {
    const { random } = this;
    const container = {
      name: 'main',
      image: 'web:1',
      ports: [{ containerPort: 80 }],
      resources: { requests: { cpu: '1' } },
    };
    const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [container] } };
    const spec: { [name: string]: Json } = random.pick<{ [name: string]: Json }>([
      { containers: [container] },
      { selector: { matchLabels: { a: 'b' } }, template, replicas: 2 },
      { ports: [{ port: 80 }], selector: { a: 'b' } },
      { schedule: '* * * * *', jobTemplate: { spec: { template } } },
      {
        rules: [
          {
            host: 'a.example',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }],
            },
          },
        ],
      },
      { minAvailable: 1, selector: {} },
    ]);
    return { metadata: { name: random.pick(['a', 'b']), labels: { a: 'b' } }, spec };
  }

  /** Changes, removes or adds something, somewhere. */
  #mutate(value: Json): void {
    const { random } = this;
    if (typeof value !== 'object' || value === null) return;
    const holder = value as { [name: string]: Json };
    const names = Object.keys(holder);
    const name =
      names.length > 0 && random.chance(0.9) ? random.pick(names) : random.pick(['kind', 'apiVersion', 'x', '']);
    const member = holder[name];
    if (typeof member === 'object' && member !== null && random.chance(0.75)) this.#mutate(member);
    else if (random.chance(0.2)) delete holder[name];
    else holder[name] = structuredClone(random.pick(ODD));
  }
}

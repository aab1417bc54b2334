/** cdk8s-plus-28 and our constructs accept each other; and its known bugs are not ours. */
import { App, Chart, JsonPatch, Testing } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import {
  ConfigMap,
  Deployment,
  EnvValue,
  HorizontalPodAutoscaler,
  type Manifest,
  Microservice,
  NetworkPolicy,
  PodDisruptionBudget,
  PolicyPeer,
  Port,
  Probe,
  Secret,
  Service,
  ServiceAccount,
  StatefulService,
  toDnsLabel,
  Volume,
} from '../../lib/constructs';
import { chartOf, find, image, mistakesOf } from '../support/chart';

type Anything = Record<string, unknown>;
const port = Port.http(8080, { servicePort: 80 });

function spec(manifests: readonly Manifest[], kind: string, name?: string): Anything {
  return find<{ spec: Anything }>(manifests, kind, name).spec;
}

describe('constructs of cdk8s-plus accept ours', () => {
  test('its Service selects the pods of a workload and of a component', () => {
    const manifests = chartOf((chart) => {
      const shop = new Microservice(chart, 'shop', { image, port });
      const cart = new Deployment(chart, 'cart', { container: { image, ports: [port] } });
      const ports = [{ port: 80, targetPort: 8080 }];
      new plus.Service(chart, 'to-shop', { selector: shop, ports, metadata: { name: 'to-shop' } });
      new plus.Service(chart, 'to-cart', { selector: cart, ports, metadata: { name: 'to-cart' } });
    });
    expect(spec(manifests, 'Service', 'to-shop')).toMatchObject({ selector: { app: 'shop' } });
    expect(spec(manifests, 'Service', 'to-cart')).toMatchObject({ selector: { app: 'cart' } });
  });

  test('its HorizontalPodAutoscaler scales a Deployment and a StatefulSet, which then have no replicas of their own', () => {
    const manifests = chartOf((chart) => {
      const targets = [
        new Microservice(chart, 'shop', { image, port }).workload,
        new StatefulService(chart, 'db', { image, port: Port.tcp(5432) }).workload,
      ];
      for (const target of targets) {
        new plus.HorizontalPodAutoscaler(chart, `scale-${target.name}`, {
          target,
          minReplicas: 2,
          maxReplicas: 5,
          metrics: [plus.Metric.resourceCpu(plus.MetricTarget.averageUtilization(70))],
        });
      }
    });
    for (const [kind, name] of [
      ['Deployment', 'shop'],
      ['StatefulSet', 'db'],
    ] as const) {
      expect(spec(manifests, kind, name)).not.toHaveProperty('replicas');
    }
    const targets = manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect(targets.map((one) => (one['spec'] as Anything)['scaleTargetRef'])).toEqual([
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' },
      { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db' },
    ]);
  });

  test('its NetworkPolicy isolates our pods and names them as peers', () => {
    const manifests = chartOf((chart) => {
      const shop = new Microservice(chart, 'shop', { image, port });
      const cart = new Microservice(chart, 'cart', { image, port });
      const policy = new plus.NetworkPolicy(chart, 'policy', { selector: shop, metadata: { name: 'policy' } });
      policy.addIngressRule(cart, [plus.NetworkPolicyPort.tcp(8080)]);
      policy.addEgressRule(cart.workload);
    });
    const cart = { podSelector: { matchLabels: { app: 'cart' } } };
    expect(spec(manifests, 'NetworkPolicy', 'policy')).toMatchObject({
      podSelector: { matchLabels: { app: 'shop' } },
      ingress: [{ from: [cart], ports: [{ port: 8080, protocol: 'TCP' }] }],
      egress: [{ to: [cart] }],
    });
  });

  test('its Ingress sends requests to our Service', () => {
    const manifests = chartOf((chart) => {
      const { service } = new Microservice(chart, 'shop', { image, port });
      const ingress = new plus.Ingress(chart, 'entry', { metadata: { name: 'entry' } });
      if (service) ingress.addHostRule('shop.example', '/', service.toIngressBackend());
    });
    expect(spec(manifests, 'Ingress')).toMatchObject({
      rules: [{ http: { paths: [{ backend: { service: { name: 'shop', port: { number: 80 } } } }] } }],
    });
  });

  test('its workloads take our ConfigMap, Secret and ServiceAccount', () => {
    const manifests = chartOf((chart) => {
      const settings = new ConfigMap(chart, 'settings', { data: { A: '1' } });
      const secret = new Secret(chart, 'secret', { unsafeStringData: { key: 'x' } });
      const serviceAccount = new ServiceAccount(chart, 'account');
      new plus.Deployment(chart, 'theirs', {
        metadata: { name: 'theirs' },
        serviceAccount,
        containers: [
          {
            image,
            envFrom: [plus.Env.fromConfigMap(settings)],
            envVariables: { KEY: secret.envValue('key') },
            volumeMounts: [{ path: '/files', volume: plus.Volume.fromConfigMap(chart, 'files', settings) }],
          },
        ],
      });
      new plus.RoleBinding(chart, 'binding', { role: new plus.Role(chart, 'role') }).addSubjects(serviceAccount);
    });
    const pod = JSON.stringify(spec(manifests, 'Deployment'));
    expect(pod).toContain('"configMapRef":{"name":"settings"}');
    expect(pod).toContain('"secretKeyRef":{"key":"key","name":"secret"}');
    expect(pod).toContain('"serviceAccountName":"account"');
    expect(find(manifests, 'RoleBinding')).toMatchObject({ subjects: [{ kind: 'ServiceAccount', name: 'account' }] });
  });
});

describe('our constructs accept those of cdk8s-plus', () => {
  test('a Microservice takes its ConfigMap, Secret and ServiceAccount', () => {
    const manifests = chartOf((chart) => {
      const named = (name: string) => ({ metadata: { name } });
      const settings = new plus.ConfigMap(chart, 'settings', { ...named('settings'), data: { A: '1' } });
      const secret = new plus.Secret(chart, 'secret', { ...named('secret'), stringData: { key: 'x' } });
      const serviceAccount = new plus.ServiceAccount(chart, 'account', named('account'));
      new Microservice(chart, 'shop', {
        image,
        serviceAccount,
        envFrom: [{ source: settings }],
        env: { KEY: secret.envValue('key'), A: EnvValue.fromConfigMap(settings, 'A') },
        mounts: [{ path: '/secret', volume: Volume.secret('secret', secret), readOnly: true }],
      });
    });
    const pod = JSON.stringify(spec(manifests, 'Deployment'));
    expect(pod).toContain('"configMapRef":{"name":"settings"}');
    expect(pod).toContain('"secretKeyRef":{"key":"key","name":"secret"}');
    expect(pod).toContain('"secretName":"secret"');
    expect(pod).toContain('"serviceAccountName":"account"');
    expect(manifests.filter(({ kind }) => kind === 'ServiceAccount')).toHaveLength(1);
  });

  test('Service, budget, policy and autoscaler take its Deployment', () => {
    const manifests = chartOf((chart) => {
      const theirs = new plus.Deployment(chart, 'theirs', {
        metadata: { name: 'theirs' },
        containers: [{ image, portNumber: 8080 }],
      });
      new Service(chart, 'service', { selector: theirs, ports: [port] });
      new PodDisruptionBudget(chart, 'budget', { selector: theirs });
      const policy = new NetworkPolicy(chart, 'policy', { selector: theirs });
      policy.allowTo(PolicyPeer.of(plus.NetworkPolicyIpBlock.ipv4(chart, 'block', '10.0.0.0/8')), [{ port: 443 }]);
      policy.allowFrom(PolicyPeer.of(theirs), [{ port: 8080 }]);
      new HorizontalPodAutoscaler(chart, 'scaler', { target: theirs, maxReplicas: 5 });
    });
    const address = expect.objectContaining({ 'cdk8s.io/metadata.addr': expect.any(String) as string }) as object;
    expect(spec(manifests, 'Service')['selector']).toEqual(address);
    expect(spec(manifests, 'PodDisruptionBudget')['selector']).toEqual({ matchLabels: address });
    expect(spec(manifests, 'NetworkPolicy')).toMatchObject({
      podSelector: { matchLabels: address },
      ingress: [{ from: [{ podSelector: { matchLabels: address } }] }],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
    });
    expect(spec(manifests, 'HorizontalPodAutoscaler')).toMatchObject({ scaleTargetRef: { name: 'theirs' } });
    expect(spec(manifests, 'Deployment')).not.toHaveProperty('replicas');
  });
});

describe('bugs of cdk8s-plus-28 that ours have not got', () => {
  test('1. a ConfigMap keeps values that are empty', () => {
    const data = { A: '', B: '' };
    expect(chartOf((chart) => new ConfigMap(chart, 'settings', { data }))[0]).toMatchObject({ data });
  });

  test('2. any amount of memory and local disk can be asked for', () => {
    const manifests = chartOf((chart) => {
      new Microservice(chart, 'shop', { image, resources: { memory: '1500Ki', ephemeralStorage: '100Mi' } });
    });
    expect(spec(manifests, 'Deployment')).toMatchObject({
      template: {
        spec: { containers: [{ resources: { limits: { memory: '1500Ki', 'ephemeral-storage': '100Mi' } } }] },
      },
    });
  });

  test('3. spreading never keeps a pod from running unless told so, and synthesising again changes nothing', () => {
    const chart = new Chart(new App(), 'chart');
    new Microservice(chart, 'shop', { image });
    const [first, second] = [Testing.synth(chart), Testing.synth(chart)] as Manifest[][];
    expect(second).toEqual(first);
    const pod = (spec(first ?? [], 'Deployment')['template'] as Anything)['spec'] as Anything;
    expect(pod).not.toHaveProperty(['affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution']);
    expect(pod['topologySpreadConstraints']).toMatchObject([
      { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
      { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
    ]);
  });

  test('4. props are copied: neither constructs that share them nor a later change of them leak', () => {
    const env: Record<string, string> = { SHARED: '1' };
    const mounts = [{ path: '/tmp', volume: Volume.emptyDir('tmp') }];
    const data: Record<string, string> = { key: 'x' };
    const labels: Record<string, string> = { team: 'a' };
    const manifests = chartOf((chart) => {
      const one = new Microservice(chart, 'one', { image, env, mounts, labels });
      new Microservice(chart, 'two', { image, env, mounts, labels });
      new Secret(chart, 'secret', { unsafeStringData: data });
      new ConfigMap(chart, 'settings', { data });
      one.addEnv('OWN', '2');
      one.workload.template.main.addMount({ path: '/own', volume: Volume.emptyDir('own') });
      env['STRAGGLER'] = '3';
      data['straggler'] = 'y';
      labels['straggler'] = 'z';
      mounts.push({ path: '/straggler', volume: Volume.emptyDir('straggler') });
    });
    const two = JSON.stringify(find(manifests, 'Deployment', 'two'));
    for (const leaked of ['OWN', '/own', 'STRAGGLER', '/straggler', 'straggler']) expect(two).not.toContain(leaked);
    expect(find(manifests, 'ConfigMap')).toMatchObject({ data: { key: 'x' } });
    expect(JSON.stringify(manifests)).not.toContain('straggler');
  });

  test('5. the selector depends on the name alone', () => {
    const selector = (chartId: string, id: string): unknown => {
      const chart = new Chart(new App(), chartId);
      new Microservice(chart, id, { name: 'shop', image });
      return spec(Testing.synth(chart) as Manifest[], 'Deployment')['selector'];
    };
    expect(selector('dev', 'shop')).toEqual({ matchLabels: { app: 'shop' } });
    expect(selector('prod', 'moved')).toEqual(selector('dev', 'shop'));
  });

  test('6. the same object twice is a mistake, also where one of them is cdk8s-plus’ own', () => {
    const found = mistakesOf((chart) => {
      new ConfigMap(chart, 'ours', { name: 'settings' });
      new plus.ConfigMap(chart, 'theirs', { metadata: { name: 'settings' } });
    });
    expect(found).toEqual([expect.stringContaining('a name that no other ConfigMap in namespace shop has')]);
  });

  test('7. names, labels, ports, limits and keys are checked, in its objects too, and Service ports have names', () => {
    const found = mistakesOf((chart) => {
      new ConfigMap(chart, 'ours');
      new plus.Deployment(chart, 'theirs', {
        metadata: { name: 'Theirs', labels: { team: 'a team' } },
        containers: [
          {
            image,
            portNumber: 99999,
            resources: { cpu: { request: plus.Cpu.units(2), limit: plus.Cpu.units(1) } },
            envVariables: { KEY: new plus.Secret(chart, 'secret', { metadata: { name: 'secret' } }).envValue('key') },
          },
        ],
      });
    });
    for (const told of [
      'metadata.name: given "Theirs"',
      'metadata.labels[team]: given "a team"',
      'given 99999, expected a whole number from 1 to 65535',
      'resources.requests.cpu: given "2", expected at most the limit, 1',
      'env.KEY: given "key", expected a key of Secret secret, which has none',
    ]) {
      expect(found).toContainEqual(expect.stringContaining(told));
    }
    const ports = [Port.grpc(7070), Port.http(8080)];
    const service = spec(
      chartOf((chart) => new Microservice(chart, 'shop', { image, ports })),
      'Service',
    );
    expect(service['ports']).toMatchObject([{ name: 'grpc' }, { name: 'http' }]);
  });

  test('8. a text becomes a DNS label', () => {
    expect(['My_Chart.X', '-a-', 'Ünï côde', 'x'.repeat(70)].map(toDnsLabel)).toEqual([
      'my-chart-x',
      'a',
      'n-c-de',
      'x'.repeat(63),
    ]);
  });

  test('9. a JSON patch changes exactly what is written, fields that the types do not know included', () => {
    const manifests = chartOf((chart) => {
      const shop = new Microservice(chart, 'shop', { image, port });
      shop.service?.apiObject.addJsonPatch(JsonPatch.add('/spec/clusterIP', '10.0.0.10'));
      shop.workload.apiObject.addJsonPatch(JsonPatch.add('/spec/template/spec/hostIPC', true));
      shop.workload.apiObject.addJsonPatch(JsonPatch.add('/spec/unheardOf', { a: 1 }));
    });
    expect(spec(manifests, 'Service')).toMatchObject({ clusterIP: '10.0.0.10' });
    expect(spec(manifests, 'Deployment')).toMatchObject({
      unheardOf: { a: 1 },
      template: { spec: { hostIPC: true } },
    });
  });

  test('10. whoever is about a workload follows its selector', () => {
    const manifests = chartOf((chart) => {
      const labels = { app: 'shop', track: 'stable' };
      const workload = new Deployment(chart, 'shop', { container: { image, ports: [port] }, selector: labels });
      new Service(chart, 'service', { selector: workload, ports: [port] });
      new NetworkPolicy(chart, 'policy', { selector: workload });
      new PodDisruptionBudget(chart, 'budget', { selector: workload });
    });
    const labels = { app: 'shop', track: 'stable' };
    expect(spec(manifests, 'Service')['selector']).toEqual(labels);
    expect(spec(manifests, 'NetworkPolicy')['podSelector']).toEqual({ matchLabels: labels });
    expect(spec(manifests, 'PodDisruptionBudget')['selector']).toEqual({ matchLabels: labels });
    expect(spec(manifests, 'Deployment')).toMatchObject({ template: { metadata: { labels } } });
  });

  test('11. a text that other YAML readers take for a number is quoted', () => {
    const app = new App();
    const chart = new Chart(app, 'chart');
    new Microservice(chart, 'shop', { image, env: { UMASK: '0o17' }, readiness: Probe.exec(['test', '0x1F']), port });
    expect(app.synthYaml()).toContain('value: "0o17"\n');
  });
});

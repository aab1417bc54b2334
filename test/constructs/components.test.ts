/** Every kind of component, Service, volume and probe in one app: valid by the schemas, and taken by the API server under "restricted". */
import { App, Chart, Testing } from 'cdk8s';
import {
  ConfigMap,
  type Manifest,
  Microservice,
  NodeAgent,
  PersistentVolumeClaim,
  Port,
  Probe,
  ProjectedSource,
  ScheduledTask,
  Secret,
  Service,
  StatefulService,
  Task,
  Volume,
} from '../../lib/constructs';
import { type Manifest as OracleManifest } from '../oracles/manifest-set';
import { refusalsOf } from '../support/api-server';
import { chartOf, find, image } from '../support/chart';
import { strictFindingsOf } from '../support/strict-schema';

const port = Port.http(8080, { servicePort: 80, nodePort: 30080 });

function everyVolume(chart: Chart): { path: string; volume: Volume }[] {
  const settings = new ConfigMap(chart, 'settings', { data: { 'a.conf': 'x' } });
  const secret = new Secret(chart, 'secret', { unsafeStringData: { key: 'x' } });
  const claim = new PersistentVolumeClaim(chart, 'claim', { storage: '1Gi', storageClassName: 'fast' });
  const token = ProjectedSource.serviceAccountToken({ path: 'token', audience: 'vault' });
  const volumes = [
    Volume.emptyDir('memory', { medium: 'Memory', sizeLimit: '8Mi' }),
    Volume.configMap('files', settings, { items: { 'a.conf': 'b.conf' } }),
    Volume.secret('keys', secret, { defaultMode: 0o400 }),
    Volume.claim('data', claim),
    Volume.ephemeral('cache', { storage: '1Gi' }),
    Volume.projected('all', [ProjectedSource.configMap(settings), ProjectedSource.secret(secret), token]),
    Volume.downwardApi('pod', { labels: 'metadata.labels' }),
    Volume.csi('vault', 'secrets-store.csi.k8s.io', { secretProviderClass: 'shop' }),
  ];
  return volumes.map((volume) => ({ path: `/mnt/${volume.name}`, volume }));
}

function everything(chart: Chart): void {
  const db = new StatefulService(chart, 'db', {
    image,
    port: Port.tcp(5432),
    peers: true,
    claims: [{ name: 'data', path: '/data', storage: '8Gi' }],
    claimRetention: { whenDeleted: 'Delete' },
  });
  new Microservice(chart, 'web', {
    image,
    ports: [port, Port.grpc(9090)],
    mounts: everyVolume(chart),
    dependsOn: [db],
    expose: { type: 'NodePort', sessionAffinity: 'ClientIP' },
    startup: Probe.exec(['true'], { failureThreshold: 30 }),
    readiness: Probe.http('/ready', { port: 'http', headers: { Host: 'web' } }),
    liveness: Probe.grpc({ port: 9090, service: 'web' }),
    lifecycle: { drainSeconds: 5 },
    scheduling: { antiAffinity: 'required', spread: 'required', architectures: ['amd64'] },
  });
  new NodeAgent(chart, 'agent', { image, port: Port.http(9100), everyNode: true, maxUnavailable: '10%' });
  new Task(chart, 'migrate', { image, dependsOn: [db], completionMode: 'Indexed', completions: 2 });
  new ScheduledTask(chart, 'report', { image, schedule: '0 3 * * *', timeZone: 'Europe/Berlin', dependsOn: [db] });
  const selector = { app: 'web' };
  new Service(chart, 'headless', { type: 'Headless', selector, ports: [Port.http(8080)] });
  new Service(chart, 'public', {
    type: 'LoadBalancer',
    selector,
    ports: [Port.http(8080)],
    externalTrafficPolicy: 'Local',
  });
  new Service(chart, 'mail', { type: 'ExternalName', externalName: 'mail.example.com' });
}

describe('components', () => {
  const manifests = chartOf(everything);

  test('of every kind are valid by the published schemas', () => {
    expect(strictFindingsOf(manifests).wrong).toEqual([]);
  });

  test('of every kind are taken by the API server, and their pods by Pod Security "restricted"', () => {
    expect(refusalsOf(manifests as unknown as OracleManifest[])).toEqual([]);
  });

  test('a StatefulService with peers has one Service for clients and a headless one for its pods', () => {
    expect(find(manifests, 'Service', 'db')).toMatchObject({ spec: { type: 'ClusterIP', ports: [{ port: 5432 }] } });
    expect(find(manifests, 'Service', 'db-peers')).toMatchObject({
      spec: { clusterIP: 'None', publishNotReadyAddresses: true },
    });
    expect(find(manifests, 'StatefulSet')).toMatchObject({
      spec: {
        serviceName: 'db-peers',
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }],
      },
    });
  });

  test('whoever depends on it is let in, tasks included', () => {
    const callers = ['web', 'migrate', 'report'].map((app) => ({ podSelector: { matchLabels: { app } } }));
    const policy = find<{ spec: { ingress: { from: unknown[] }[] } }>(manifests, 'NetworkPolicy', 'db');
    expect(policy.spec.ingress.flatMap(({ from }) => from)).toEqual(expect.arrayContaining(callers));
  });

  test('what is laxer says so by name and is refused by a namespace that enforces "restricted"', () => {
    const lax = new Chart(new App(), 'lax', { namespace: 'lax' });
    const volume = Volume.unsafeHostPath('logs', '/var/log');
    new NodeAgent(lax, 'agent', {
      image,
      mounts: [{ path: '/logs', volume }],
      podSecurity: { unsafeHostNetwork: true },
    });
    const refusals = refusalsOf(Testing.synth(lax) as (Manifest & OracleManifest)[]);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatch(/violates PodSecurity "restricted:latest": .*hostNetwork=true.*hostPath/);
  });
});

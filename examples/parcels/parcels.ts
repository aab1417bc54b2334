/** Parcels: customers follow their parcels, print labels, get reports. Every kind of component, each call declared once. */
import { Chart } from 'cdk8s';
import {
  type Component,
  Conventions,
  type DependencyProps,
  ExternalService,
  Microservice,
  NetworkPolicy,
  NodeAgent,
  Port,
  Probe,
  ScheduledTask,
  Secret,
  StatefulService,
  Task,
  Volume,
} from 'cdk8s-boutique';
import { type Construct } from 'constructs';
import { image, RELEASE } from './images.js';
import { OWNER, sharedLabels } from './surroundings.js';

/** What differs between installations. */
export interface ParcelsProps {
  /** Namespace of every object. */
  readonly namespace: string;
  /** Host name of the public API. */
  readonly host: string;
  /** Address range of the relay that takes mail. */
  readonly mailRelay: { readonly host: string; readonly cidr: string };
  /** Address range of what collects traces and metrics. */
  readonly telemetryBackend: { readonly host: string; readonly cidr: string };
}

/** One size for request and limit: QoS class Guaranteed. */
const size = (cpu: string, memory: string) => ({ cpu, memory, ephemeralStorage: '256Mi' });

/** The whole application. */
export class Parcels extends Chart {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ParcelsProps,
  ) {
    super(scope, id, { namespace: props.namespace, disableResourceNameHashes: true });
    Conventions.apply(this, {
      ...OWNER,
      partOf: 'parcels',
      priorityClassName: 'parcels',
      labels: sharedLabels('application'),
      resources: size('100m', '128Mi'),
    });
    NetworkPolicy.denyAll(this);
    const database = this.#database();
    const queue = this.#queue();
    const telemetry = this.#nodeAgent();
    this.#services(database, queue, telemetry);
    this.#tasks(database, telemetry);
  }

  /** PostgreSQL with a disk of its own; the password is a file, never a variable. */
  #database(): DependencyProps {
    const password = Secret.existing(this, 'postgres-credentials', ['password']);
    const database = new StatefulService(this, 'postgres', {
      image: image('postgres'),
      component: 'database',
      port: Port.tcp(5432, { name: 'postgres' }),
      replicas: 1,
      env: {
        PGDATA: '/var/lib/postgresql/data/pgdata',
        POSTGRES_INITDB_ARGS: '--pwfile=/run/credentials/password --auth=scram-sha-256',
      },
      claims: [{ name: 'data', path: '/var/lib/postgresql/data', storage: '20Gi' }],
      claimRetention: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      mounts: [{ path: '/run/credentials', volume: Volume.secret('credentials', password), readOnly: true }],
      writablePaths: ['/tmp', '/var/run/postgresql'],
      readiness: Probe.exec(['pg_isready', '-q'], { periodSeconds: 5, timeoutSeconds: 3 }),
      terminationGracePeriodSeconds: 120,
      resources: size('500m', '1Gi'),
    });
    return { on: database, variable: 'DATABASE_URL', value: (address) => `postgresql://${address}/parcels` };
  }

  /** NATS with JetStream: three servers that find each other by their own names. */
  #queue(): DependencyProps {
    const queue = new StatefulService(this, 'nats', {
      image: image('nats'),
      component: 'queue',
      ports: [
        Port.tcp(4222, { name: 'client' }),
        Port.tcp(6222, { name: 'cluster' }),
        Port.http(8222, { name: 'monitor' }),
      ],
      peers: true,
      podManagementPolicy: 'Parallel',
      args: ['--jetstream', '--store_dir=/data', '--http_port=8222', '--routes=nats://nats-peers:6222'],
      claims: [{ name: 'data', path: '/data', storage: '10Gi' }],
      readiness: Probe.http('/healthz?js-server-only=true', { port: 'monitor', periodSeconds: 5 }),
      resources: size('250m', '256Mi'),
    });
    return { on: queue, variable: 'NATS_URL', port: 'client', value: (address) => `nats://${address}` };
  }

  /** Takes traces and metrics on every node and hands them on. */
  #nodeAgent(): DependencyProps {
    const { host, cidr } = this.props.telemetryBackend;
    const backend = new ExternalService(this, 'telemetry-backend', { host, ports: [4317], cidrs: [cidr] });
    const agent = new NodeAgent(this, 'telemetry-agent', {
      image: image('telemetry'),
      component: 'telemetry',
      ports: [Port.http(4318, { name: 'otlp' }), Port.http(13133, { name: 'health' })],
      readiness: Probe.http('/', { port: 'health', periodSeconds: 5 }),
      startup: Probe.http('/', { port: 'health', periodSeconds: 2, failureThreshold: 60 }),
      everyNode: true,
      maxUnavailable: '10%',
      dependsOn: [{ on: backend, variable: 'BACKEND' }],
    });
    return { on: agent, variable: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: (address) => `http://${address}` };
  }

  #services(database: DependencyProps, queue: DependencyProps, telemetry: DependencyProps): void {
    const quotes = new Microservice(this, 'quotes', {
      image: image('quotes'),
      port: Port.grpc(9000),
      dependsOn: [telemetry],
      config: { CURRENCY: 'EUR', ROUNDING: 'half-even' },
    });
    new Microservice(this, 'tracking-api', {
      image: image('tracking-api'),
      component: 'api',
      port: Port.http(8080, { servicePort: 80 }),
      healthPath: '/healthz',
      lifecycle: { drainSeconds: 5 },
      autoscale: { minReplicas: 3, maxReplicas: 12, cpuPercent: 60 },
      ingress: { host: this.props.host, tlsSecret: 'tracking-api-tls' },
      dependsOn: [quotes, database, queue, telemetry],
      mounts: [this.#clientPassword()],
      env: { DATABASE_AUTH_FILE: '/run/credentials/password' },
      resources: size('200m', '256Mi'),
    });
    new Microservice(this, 'label-worker', {
      image: image('label-worker'),
      component: 'worker',
      replicas: 2,
      readiness: Probe.exec(['/app/label-worker', 'check', 'connected'], { periodSeconds: 5, timeoutSeconds: 3 }),
      liveness: Probe.exec(['/app/label-worker', 'check', 'progress'], { periodSeconds: 20, timeoutSeconds: 5 }),
      terminationGracePeriodSeconds: 90,
      writablePaths: ['/tmp'],
      dependsOn: [queue, telemetry],
      config: { PREFETCH: 10 },
      resources: size('200m', '256Mi'),
    });
  }

  #tasks(database: DependencyProps, telemetry: DependencyProps): void {
    const { host, cidr } = this.props.mailRelay;
    const mail = new ExternalService(this, 'mail-relay', { host, ports: [587], cidrs: [cidr] });
    const withPassword = { mounts: [this.#clientPassword()], env: { DATABASE_AUTH_FILE: '/run/credentials/password' } };
    const tasks: Component[] = [
      new Task(this, 'migrate', {
        ...withPassword,
        name: `migrate-${RELEASE.replaceAll('.', '-')}`, // a Job's template is immutable: each release has its own
        image: image('migrations'),
        component: 'migration',
        args: ['up'],
        backoffLimit: 3,
        activeDeadlineSeconds: 600,
      }),
      new ScheduledTask(this, 'nightly-report', {
        ...withPassword,
        image: image('reports'),
        component: 'report',
        schedule: '30 2 * * *',
        timeZone: 'Europe/Berlin',
        activeDeadlineSeconds: 1800,
        writablePaths: ['/tmp'],
        dependsOn: [{ on: mail, variable: 'SMTP_ADDR' }],
        resources: size('500m', '512Mi'),
      }),
    ];
    for (const task of tasks) task.dependsOn(database).dependsOn(telemetry);
  }

  #clientPassword() {
    const secret = { name: 'postgres-credentials' };
    return { path: '/run/credentials', volume: Volume.secret('credentials', secret), readOnly: true };
  }
}

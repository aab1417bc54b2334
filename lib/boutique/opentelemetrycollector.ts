/** opentelemetrycollector: receives the services' traces and sends them to Google Cloud; Go. Optional. */
import { Microservice, type MicroserviceProps } from '../constructs/components/microservice';
import { ConfigMap } from '../constructs/config/config-map';
import { type ContainerProps } from '../constructs/pod/container';
import { Port } from '../constructs/pod/port';
import { Probe } from '../constructs/pod/probe';
import { Volume } from '../constructs/pod/volume';
import { stringify } from 'yaml';
import { sizedResources } from './boutique-service';
import { type Shop } from './shop';
import { type CollectorProps } from './variations/telemetry';

const CONFIG = 'collector-gateway-config';
const TEMPLATE = `${CONFIG}-template`;
const PLACEHOLDER = 'PROJECT_ID';
const HEALTH_PORT = 13133;
const RECEIVER_PORT = 4317;

/** OTLP in on every address (the collector's own default is the loopback), Google Cloud out. */
function configuration(project: string): string {
  const pipeline = { receivers: ['otlp'], processors: ['memory_limiter', 'batch'], exporters: ['googlecloud'] };
  return stringify({
    extensions: { health_check: { endpoint: `0.0.0.0:${HEALTH_PORT}` } },
    receivers: { otlp: { protocols: { grpc: { endpoint: `0.0.0.0:${RECEIVER_PORT}` } } } },
    processors: {
      memory_limiter: { check_interval: '1s', limit_percentage: 75, spike_limit_percentage: 15 },
      batch: {},
    },
    exporters: { googlecloud: { project } },
    service: { extensions: ['health_check'], pipelines: { traces: pipeline, metrics: pipeline } },
  });
}

/** Writes the configuration with the project that the node's metadata server names. */
const FIND_PROJECT = [
  '/bin/sh',
  '-ec',
  [
    `project=$(wget -q -O - --header 'Metadata-Flavor: Google' http://metadata.google.internal/computeMetadata/v1/project/project-id)`,
    `sed "s/${PLACEHOLDER}/$project/" /template/${TEMPLATE}.yaml > /conf/${CONFIG}.yaml`,
  ].join('\n'),
];

type Parts = Pick<MicroserviceProps, 'mounts' | 'initContainers' | 'podAnnotations'>;

function fixedProject(shop: Shop, text: string): Parts {
  const data = { [`${CONFIG}.yaml`]: text };
  const configMap = new ConfigMap(shop.scope, 'collector-config', { name: CONFIG, data });
  return {
    mounts: [{ path: '/conf', volume: Volume.configMap(CONFIG, configMap), readOnly: true }],
    podAnnotations: { 'checksum/config': configMap.checksum },
  };
}

function projectFromMetadata(shop: Shop, text: string, command: readonly string[]): Parts {
  const key = `${TEMPLATE}.yaml`;
  const configMap = new ConfigMap(shop.scope, 'collector-config', { name: TEMPLATE, data: { [key]: text } });
  const written = Volume.emptyDir(CONFIG, { sizeLimit: '1Mi' });
  const template = Volume.configMap(TEMPLATE, configMap, { items: { [key]: key } });
  const init: ContainerProps = {
    name: 'otel-gateway-init',
    image: shop.images.foreign('busybox'),
    command,
    resources: { cpu: '50m', memory: '32Mi', ephemeralStorage: '16Mi' },
    mounts: [
      { path: '/template', volume: template, readOnly: true },
      { path: '/conf', volume: written },
    ],
  };
  return {
    initContainers: [init],
    mounts: [{ path: '/conf', volume: written, readOnly: true }],
    podAnnotations: { 'checksum/config': configMap.checksum },
  };
}

/** The collector. */
export class OpenTelemetryCollector extends Microservice {
  constructor(shop: Shop, props: CollectorProps) {
    const overrides = shop.overrides('opentelemetrycollector');
    const fixed = props.project !== 'fromMetadata';
    const text = props.configuration ?? configuration(fixed ? props.project : PLACEHOLDER);
    const parts = fixed
      ? fixedProject(shop, text)
      : projectFromMetadata(shop, text, props.projectCommand ?? FIND_PROJECT);
    const health = Probe.http('/', { port: HEALTH_PORT });
    super(shop.scope, 'opentelemetrycollector', {
      ...parts,
      name: shop.nameOf('opentelemetrycollector'),
      containerName: 'otel-gateway',
      component: 'telemetry',
      image: shop.images.foreign('opentelemetrycollector'),
      args: [`--config=/conf/${CONFIG}.yaml`],
      ports: [Port.grpc(RECEIVER_PORT, { name: 'grpc-otlp' }), Port.http(HEALTH_PORT, { name: 'health' })],
      resources:
        overrides.resources ?? sizedResources(shop, { cpu: '200m', memory: '256Mi' }, { cpu: '50m', memory: '128Mi' }),
      replicas: overrides.replicas ?? shop.props.replicas,
      readiness: overrides.readiness ?? health.with({ periodSeconds: 5 }),
      liveness: overrides.liveness ?? Probe.tcp({ port: RECEIVER_PORT, periodSeconds: 10, failureThreshold: 5 }),
      startup: health.with({ periodSeconds: 2, failureThreshold: 30 }),
      terminationGracePeriodSeconds: overrides.terminationGracePeriodSeconds,
      disruption: overrides.disruption,
    });
  }
}

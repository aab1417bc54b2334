/** Props of a Microservice as fast-check draws them: mostly right, now and then wrong in one of the ways that people are wrong. */
import fc from 'fast-check';
import { type MicroserviceProps, Port, Probe, type SchedulingProps, Volume } from '../../lib/constructs';

/** `right` most of the time, else `wrong`. */
export function mostly<T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 40, arbitrary: right }, { weight: 1, arbitrary: wrong });
}

const from = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const word = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
const anything = fc.string({ unit: 'grapheme-ascii', maxLength: 12 });
const whole = (least: number, most: number): fc.Arbitrary<number> =>
  mostly(fc.integer({ min: least, max: most }), from(-1, 1.5, Number.NaN, 70_000));
const counts: fc.Arbitrary<number | string> = fc.integer({ min: 1, max: 3 });
const countOrPercent = mostly(
  fc.oneof(counts, from('25%', '50%', '100%')),
  fc.oneof(from('150%', 'half'), from(-1, 0)),
);

const cpu = mostly(from('50m', '100m', '0.5', '1', '1500m'), from('abc', '-1', '', '1 core'));
const memory = mostly(from('64Mi', '128Mi', '1Gi', '1500Ki', '100M'), from('64MB', '1Gig', '-64Mi'));
const bounds = (amount: fc.Arbitrary<string>) => fc.oneof(amount, fc.record({ request: amount, limit: amount }));
const resources = fc.record(
  { cpu: bounds(cpu), memory: bounds(memory), ephemeralStorage: memory },
  { requiredKeys: [] },
);

const number = mostly(fc.integer({ min: 1024, max: 65_535 }), from(0, 65_536, 8080.5));
const name = mostly(word, from('Grpc', '1234', 'a-name-that-is-too-long', 'a--b'));
const portOptions = fc.record({ name, servicePort: number }, { requiredKeys: [] });
const port = fc
  .tuple(from('grpc' as const, 'http' as const, 'tcp' as const, 'udp' as const), number, portOptions)
  .map(([kind, at, options]) => Port[kind](at, options));

const timing = fc.record(
  { periodSeconds: whole(1, 60), timeoutSeconds: whole(1, 5), failureThreshold: whole(1, 9) },
  { requiredKeys: [] },
);
const probe = fc
  .tuple(from('grpc' as const, 'http' as const, 'tcp' as const, 'exec' as const), timing)
  .map(([kind, time]) =>
    kind === 'http' ? Probe.http('/ready', time) : kind === 'exec' ? Probe.exec(['true'], time) : Probe[kind](time),
  );

const key = mostly(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/), fc.oneof(from('1ST', 'a b', ''), anything));
const values = fc.dictionary(key, fc.oneof(anything, fc.integer(), fc.boolean()), {
  maxKeys: 4,
  noNullPrototype: true,
});
const labelKey = mostly(
  fc.oneof(
    word,
    word.map((one) => `example.com/${one}`),
  ),
  from('a/b/c', '-x', 'under score'),
);
const labelValue = mostly(word, fc.oneof(from('a b', '-', 'x'.repeat(64)), anything));
const labels = fc.dictionary(labelKey, labelValue, { maxKeys: 3, noNullPrototype: true });
const annotations = fc.dictionary(labelKey, anything, { maxKeys: 3, noNullPrototype: true });

const path = mostly(
  word.map((one) => `/${one}`),
  from('data', '/a:b'),
);
const volume = fc.oneof(
  fc.tuple(name, memory).map(([called, sizeLimit]) => Volume.emptyDir(called, { sizeLimit })),
  fc.tuple(name, memory).map(([called, storage]) => Volume.ephemeral(called, { storage })),
  name.map((called) => Volume.downwardApi(called, { labels: 'metadata.labels' })),
);
const mounts = fc.array(fc.record({ path, volume, readOnly: fc.boolean() }), { maxLength: 2 });

const autoscale = fc.record(
  { minReplicas: whole(2, 3), maxReplicas: whole(4, 9), cpuPercent: whole(1, 99), memoryPercent: whole(1, 99) },
  { requiredKeys: ['maxReplicas'] },
);
const disruption = fc.record({ maxUnavailable: countOrPercent, minAvailable: whole(1, 2) }, { requiredKeys: [] });
const host = mostly(
  word.map((one) => `${one}.example.com`),
  from('https://x', 'Shop.example', '10.0.0.1', 'a b'),
);
const ingress = fc.record(
  { host, path, tlsSecret: mostly(word, from('T L S')) },
  { requiredKeys: ['host', 'tlsSecret'] },
);
const strategy = fc.oneof(
  fc.constant({ type: 'Recreate' } as const),
  fc.record(
    { type: fc.constant('RollingUpdate' as const), maxSurge: countOrPercent, maxUnavailable: countOrPercent },
    { requiredKeys: ['type'] },
  ),
);
const scheduling: fc.Arbitrary<SchedulingProps> = fc.record(
  {
    antiAffinity: from('preferred', 'required'),
    spread: from('preferred', 'required'),
    maxSkew: fc.integer({ min: 1, max: 3 }),
    architectures: from(['amd64'], ['amd64', 'arm64']),
    nodeSelector: labels,
    tolerations: fc.constant([{ key: 'spot', effect: 'NoSchedule' }] as const),
  },
  { requiredKeys: [] },
);

/** Everything that can be said without a name that starts with `unsafe`. */
const everything = {
  image: mostly(
    from('registry.example/a:1.2.3', `a:1@sha256:${'0'.repeat(64)}`, 'localhost:5000/a/b:v1'),
    from('a', 'a:latest', 'a b:1', 'A:1', 'a@sha256:0'),
  ),
  name: mostly(word, from('Cart', 'a.b', '1cart', 'x'.repeat(70), '')),
  ports: fc.array(port, { maxLength: 3 }),
  replicas: whole(2, 5),
  minReadySeconds: whole(0, 60),
  progressDeadlineSeconds: whole(61, 900),
  strategy,
  resources,
  env: values,
  config: values,
  labels,
  annotations,
  podAnnotations: annotations,
  mounts,
  writablePaths: fc.array(path, { maxLength: 2 }),
  readiness: probe,
  liveness: probe,
  startup: probe,
  lifecycle: fc.record({ drainSeconds: whole(0, 20) }),
  terminationGracePeriodSeconds: whole(30, 90),
  autoscale,
  verticalScaling: fc.record(
    { updateMode: from('Off' as const, 'Initial' as const, 'Auto' as const) },
    { requiredKeys: [] },
  ),
  disruption: mostly(disruption, fc.record({ maxUnavailable: fc.oneof(from(0), from('0%')) })),
  ingress,
  metrics: fc.record({ interval: from('15s', '1m') }, { requiredKeys: [] }),
  podSecurity: fc.record({ runAsUser: whole(10_001, 65_000) }, { requiredKeys: [] }),
  scheduling,
};

type Name = keyof typeof everything;
const optional = (Object.keys(everything) as Name[]).filter((one) => one !== 'image');

/** Props that say a few things at a time, so that what is right is not lost among what is wrong. */
export const microserviceProps: fc.Arbitrary<MicroserviceProps> = fc
  .subarray(optional, { maxLength: 7 })
  .chain((chosen) => fc.record(everything, { requiredKeys: ['image', ...chosen] }).map((all) => picked(all, chosen)));

function picked(
  all: Partial<MicroserviceProps> & { readonly image: string },
  chosen: readonly Name[],
): MicroserviceProps {
  return { image: all.image, ...Object.fromEntries(chosen.map((one) => [one, all[one]])) };
}

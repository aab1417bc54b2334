/** What types cannot say about a shop's props: found at synth, all mistakes together. */
import { type Construct } from 'constructs';
import { type Mistake, reportMistake } from '../constructs/validation/mistake';
import { type OnlineBoutiqueProps } from './online-boutique-props';
import { PROFILED_SERVICE_NAMES, RELEASABLE_SERVICE_NAMES } from './service-names';
import { type Exposure } from './variations/exposure';

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const BASE_URL = /^(\/[A-Za-z0-9._~-]+)+$/;
const DURATION = /^([0-9]+(\.[0-9]+)?(ns|us|ms|s|m|h))+$/;
const ADDRESS = /^[^:/\s]+:\d{1,5}$/;

function unlessMatches(
  field: string,
  given: string | undefined,
  pattern: RegExp,
  expected: string,
  fix: string,
): Mistake[] {
  return given === undefined || pattern.test(given) ? [] : [{ field, given, expected, fix }];
}

function imageMistakes({ images = {} }: OnlineBoutiqueProps): Mistake[] {
  const tag = `${images.tag ?? 'v'}${images.tagSuffix ?? ''}`;
  const digests = Object.entries(images.digests ?? {}).flatMap(([name, digest]) =>
    unlessMatches(
      `images.digests.${name}`,
      digest,
      DIGEST,
      'sha256: and 64 hex digits',
      'copy the digest from the registry',
    ),
  );
  return [
    ...unlessMatches('images.tag', tag, TAG, 'letters, digits and _.-, at most 128', 'choose another tag or suffix'),
    ...digests,
  ];
}

function twice(exposures: readonly Exposure[]): string | undefined {
  const types = exposures.map(({ type }) => type);
  return types.find((type, position) => types.indexOf(type) !== position);
}

function exposureMistakes({ expose = [], release, services }: OnlineBoutiqueProps): Mistake[] {
  const mistakes: Mistake[] = [];
  const double = twice(expose);
  if (double) {
    mistakes.push({
      field: 'expose',
      given: double,
      expected: 'each way in once',
      fix: 'remove one; an Ingress or a gateway serves several hosts by itself',
    });
  }
  const byRoutes = release?.strategy === 'canary' && release.split?.by === 'routes';
  if (byRoutes && !expose.some(({ type }) => type === 'gateway')) {
    mistakes.push({
      field: 'release.split',
      given: 'routes',
      expected: 'a gateway that weighs its routes',
      fix: "add expose: [{ type: 'gateway', ... }] or split by replicas",
    });
  }
  if (byRoutes && (release.services ?? ['frontend']).some((name) => name !== 'frontend')) {
    mistakes.push({
      field: 'release.services',
      given: release.services,
      expected: 'the frontend alone, which is all that a gateway routes to',
      fix: 'split by replicas, or release the other services in another way',
    });
  }
  if (expose.length > 0 && services?.frontend?.runsElsewhereAt) {
    mistakes.push({
      field: 'expose',
      given: expose.map(({ type }) => type),
      expected: 'nothing, as the frontend runs elsewhere',
      fix: 'remove expose or services.frontend.runsElsewhereAt',
    });
  }
  return mistakes;
}

function releaseMistakes({ release, cartDatabase, services }: OnlineBoutiqueProps): Mistake[] {
  if (release?.strategy !== 'blueGreen' && release?.strategy !== 'canary') return [];
  const absent = (release.services ?? ['frontend']).filter(
    (name) =>
      !RELEASABLE_SERVICE_NAMES.includes(name) ||
      services?.[name]?.runsElsewhereAt !== undefined ||
      (name === 'cartservice' && cartDatabase?.type === 'externalRedis' && cartDatabase.tlsOrigination !== undefined),
  );
  return absent.map((name) => ({
    field: 'release.services',
    given: name,
    expected: 'a service that runs here and is called by others',
    fix: 'leave it out',
  }));
}

function rangeMistakes({ release, loadGenerator, catalogLatency, frontend }: OnlineBoutiqueProps): Mistake[] {
  const mistakes: Mistake[] = [];
  const positive = (field: string, given: number | undefined, highest = Infinity): void => {
    if (given === undefined || (given > 0 && given <= highest)) return;
    const expected = `more than 0${highest < Infinity ? ` and at most ${highest}` : ''}`;
    mistakes.push({ field, given, expected, fix: 'choose another number' });
  };
  if (release?.strategy === 'canary' && release.split?.by === 'routes')
    positive('release.split.percent', release.split.percent, 99);
  if (release?.strategy === 'canary' && release.split) positive('release.split.replicas', release.split.replicas);
  if (loadGenerator) positive('loadGenerator.users', loadGenerator.users);
  if (loadGenerator) positive('loadGenerator.usersPerSecond', loadGenerator.usersPerSecond);
  return [
    ...mistakes,
    ...unlessMatches(
      'catalogLatency',
      catalogLatency,
      DURATION,
      'a duration as Go writes it, 5.5s',
      'write number and unit',
    ),
    ...unlessMatches(
      'frontend.baseUrl',
      frontend?.baseUrl,
      BASE_URL,
      'a path that starts with a slash and does not end with one',
      'write it like /online-boutique',
    ),
  ];
}

function serviceMistakes({ services = {} }: OnlineBoutiqueProps): Mistake[] {
  const mistakes = Object.entries(services).flatMap(([name, { runsElsewhereAt }]) =>
    unlessMatches(`services.${name}.runsElsewhereAt`, runsElsewhereAt, ADDRESS, 'host:port', 'name host and port'),
  );
  const redis = services['redis-cart']?.runsElsewhereAt;
  if (redis === undefined) return mistakes;
  const fix = `give cartDatabase: { type: 'externalRedis', address: '${redis}' }`;
  const expected = 'nothing: where carts live says cartDatabase';
  return [...mistakes, { field: 'services.redis-cart.runsElsewhereAt', given: redis, expected, fix }];
}

/** What types refuse and JavaScript does not: programs without a profiler. */
function telemetryMistakes({ telemetry }: OnlineBoutiqueProps): Mistake[] {
  const named = telemetry?.profiler === 'all' ? [] : (telemetry?.profiler ?? []);
  return named
    .filter((name) => !PROFILED_SERVICE_NAMES.includes(name))
    .map((given) => ({
      field: 'telemetry.profiler',
      given,
      expected: `programs that have a profiler: ${PROFILED_SERVICE_NAMES.join(', ')}`,
      fix: 'leave it out',
    }));
}

const FINDERS = [imageMistakes, exposureMistakes, releaseMistakes, rangeMistakes, serviceMistakes, telemetryMistakes];

/** Reports every mistake in `props`. */
export function checkProps(chart: Construct, props: OnlineBoutiqueProps): void {
  const mistakes = FINDERS.flatMap((find) => find(props));
  for (const mistake of mistakes) reportMistake(chart, mistake);
}

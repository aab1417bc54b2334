/**
 * Whatever props a Microservice is given: either the synthesis says in readable lines what is wrong, or what it writes is valid by the
 * published schemas, is taken by the API server in a namespace that enforces Pod Security "restricted", and meets the requirement table.
 */
import { App, Chart } from 'cdk8s';
import fc from 'fast-check';
import {
  Conventions,
  LimitRange,
  Microservice,
  type MicroserviceProps,
  Namespace,
  NetworkPolicy,
  Port,
  PriorityClass,
  ResourceQuota,
} from '../../lib/constructs';
import { refusalsOf } from '../support/api-server';
import { objectsOf } from '../support/environments';
import { strictFindingsOf } from '../support/strict-schema';
import { microserviceProps } from './arbitrary-microservice';
import { type Manifest, ManifestSet } from './manifest-set';
import { mistakesIn } from './readable-error';
import { requirements } from './table';

const RUNS = { seed: 2028, numRuns: 100 };

/** Rows that the drawn props decide, each by a name of its own: nothing that a default could do. */
const DECIDED_BY_PROPS: Readonly<Record<number, string>> = {
  39: 'resources.cpu: a request below the limit',
  40: 'resources.memory: a request below the limit',
  41: 'resources: a request below the limit',
  43: 'image: a reference without digest',
  45: 'image: a registry of examples',
  48: 'ports: a worker has nothing to ask',
  49: 'ports: a worker has nothing to ask',
  51: 'readiness, liveness: the same question twice',
  54: 'env: a name that sounds secret',
  62: 'strategy: Recreate',
  78: 'labels of objects that belong to no workload are the conventions’ business',
};
const required = requirements.filter(({ row }) => DECIDED_BY_PROPS[row] === undefined);

const LABELS = { 'app.kubernetes.io/name': 'shop', 'app.kubernetes.io/component': 'namespace' };
const QUOTA = ['requests.cpu', 'limits.cpu', 'requests.memory', 'limits.memory'];
const STORAGE_QUOTA = ['requests.ephemeral-storage', 'limits.ephemeral-storage', 'pods'];

function synth(props: MicroserviceProps): Manifest[] {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  Conventions.apply(chart, { owner: 'carts', email: 'carts@example.com', priorityClassName: 'normal', partOf: 'shop' });
  new Namespace(chart, 'namespace', { name: 'shop', labels: LABELS });
  new PriorityClass(chart, 'priority', { name: 'normal', value: 1 });
  new LimitRange(chart, 'limits', { defaultRequest: { cpu: '10m' } });
  const hard = Object.fromEntries([...QUOTA, ...STORAGE_QUOTA].map((name) => [name, '1000Gi']));
  new ResourceQuota(chart, 'quota', { hard });
  NetworkPolicy.denyAll(chart);
  const service = new Microservice(chart, 'service', props);
  const image = 'registry.example/web:1';
  if (service.service) new Microservice(chart, 'web', { image, port: Port.http(8080), dependsOn: [service] });
  return objectsOf([chart]);
}

/** The objects, or undefined where the synthesis told its mistakes. @throws Error for anything else: a crash */
function synthOrTold(props: MicroserviceProps): Manifest[] | undefined {
  try {
    return synth(props);
  } catch (error) {
    mistakesIn(error);
    return undefined;
  }
}

test('a Microservice is refused in readable words, or written as the API server and the linters want it', () => {
  const outcomes = { told: 0, written: 0 };
  fc.assert(
    fc.property(microserviceProps, (props) => {
      const objects = synthOrTold(props);
      outcomes[objects ? 'written' : 'told'] += 1;
      if (!objects) return;
      expect(strictFindingsOf(objects).wrong).toEqual([]);
      expect(refusalsOf(objects)).toEqual([]);
      const set = new ManifestSet(objects);
      const missed = required
        .map(({ row, check }) => [row, check(set)] as const)
        .filter(([, found]) => found.length > 0);
      expect(missed).toEqual([]);
    }),
    RUNS,
  );
  expect(outcomes.told).toBeGreaterThan(RUNS.numRuns / 10);
  expect(outcomes.written).toBeGreaterThan(RUNS.numRuns / 10);
});

test('the same props give the same objects', () => {
  fc.assert(
    fc.property(microserviceProps, (props) => {
      expect(synthOrTold(props)).toEqual(synthOrTold(props));
    }),
    { ...RUNS, numRuns: 50 },
  );
});

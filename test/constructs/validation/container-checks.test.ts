import { Microservice, type MicroserviceProps, Port, Probe, Volume } from '../../../lib/constructs';
import { image } from '../../support/chart';
import { testWrongInputs, type WrongInput } from './wrong-input';

const PORT_NAME =
  'a name of lower-case letters, digits and single inner dashes, one letter at least, at most 15 characters';

/** A mistake in a Microservice called cart, told at its Deployment. */
function inContainer(what: string, props: Partial<MicroserviceProps>, told: string): WrongInput {
  return [
    what,
    (chart) => new Microservice(chart, 'cart', { image, ...props }),
    `[chart/cart/deployment] spec.template.spec.${told}`,
  ];
}

describe('containers', () => {
  testWrongInputs([
    inContainer(
      'a port number',
      { port: Port.grpc(70707) },
      'containers[main].ports[grpc]: given 70707, expected a whole number from 1 to 65535; change the value',
    ),
    inContainer(
      'a port name',
      { port: Port.grpc(7070, { name: 'Grpc_Port' }) },
      `containers[main].ports: given "Grpc_Port", expected ${PORT_NAME}; rename the port`,
    ),
    inContainer(
      'two ports of one name',
      { ports: [Port.http(8080), Port.http(8081)] },
      'containers[main].ports: given "http", expected a name that no other port of the container has; give each port a name of its own',
    ),
    inContainer(
      'two containers on one port',
      { port: Port.http(8080), sidecars: [{ image, name: 'proxy', ports: [Port.http(8080)] }] },
      'containers: given "8080/TCP", expected a port on which nothing else of the pod listens; have one of them listen on another port',
    ),
    inContainer(
      'two containers of one name',
      { sidecars: [{ image, name: 'main' }] },
      'containers: given "main", expected a name that no other container of the pod has; rename one of them',
    ),
    inContainer(
      'a container name',
      { containerName: 'Main' },
      'containers[Main].name: given "Main", expected lower-case letters, digits and inner dashes, at most 63 characters; rename it',
    ),
    inContainer(
      'an image with a space',
      { image: 'registry.example/cart :1.0' },
      'containers[main].image: given "registry.example/cart :1.0", expected an image as [registry/]path[:tag][@sha256:digest], the path in lower case, the digest of 64 hex digits; correct the reference',
    ),
    inContainer(
      'a variable name',
      { env: { '1ST': 'x' } },
      'containers[main].env: given "1ST", expected a name of letters, digits and -_. not starting with a digit, at most 32767 characters; rename the variable',
    ),
    inContainer(
      'a probe of a port that the container has not got',
      { port: Port.grpc(7070), readiness: Probe.http('/', { port: 8080 }) },
      'containers[main].readinessProbe.port: given 8080, expected a port of the container, which has grpc (7070); add the port to ports, or have the probe ask another',
    ),
    inContainer(
      'a probe without any port to ask',
      { readiness: Probe.tcp() },
      'containers[main].readinessProbe.port: given 0, expected a port of the container, which has none; add the port to ports, or have the probe ask another',
    ),
    inContainer(
      'a liveness probe that wants more than one success',
      { port: Port.grpc(7070), liveness: Probe.grpc({ successThreshold: 2 }) },
      'containers[main].livenessProbe.successThreshold: given 2, expected 1, as one success is enough to live; change the value',
    ),
    inContainer(
      'a probe without pause',
      { port: Port.grpc(7070), liveness: Probe.grpc({ periodSeconds: 0 }) },
      'containers[main].livenessProbe.periodSeconds: given 0, expected a whole number from 1; change the value',
    ),
    inContainer(
      'two mounts at one path',
      {
        mounts: [
          { path: '/data', volume: Volume.emptyDir('one') },
          { path: '/data', volume: Volume.emptyDir('two') },
        ],
      },
      'containers[main].volumeMounts: given "/data", expected a path where nothing else is mounted; mount one of the volumes somewhere else',
    ),
    inContainer(
      'a relative mount path',
      { mounts: [{ path: 'data', volume: Volume.emptyDir('data') }] },
      'containers[main].volumeMounts: given "data", expected an absolute path without colon; change the path',
    ),
    inContainer(
      'two volumes of one name',
      {
        mounts: [
          { path: '/a', volume: Volume.emptyDir('data') },
          { path: '/b', volume: Volume.emptyDir('data') },
        ],
      },
      'volumes: given "data", expected a name that no other volume of the pod has; rename one of them, or mount the same Volume twice',
    ),
    inContainer(
      'a claim template in a workload without claim templates',
      { mounts: [{ path: '/data', volume: Volume.fromClaimTemplate('data') }] },
      'containers[main].volumeMounts: given "data", expected a volume of the pod, which has none; add the volume or mount another',
    ),
    inContainer(
      'a label that no node can have',
      { scheduling: { nodeSelector: { pool: 'fast pool' } } },
      'nodeSelector[pool]: given "fast pool", expected letters, digits and inner -_. (or nothing), at most 63 characters; change the value',
    ),
    inContainer(
      'a negative grace period',
      { terminationGracePeriodSeconds: -1, disruption: false },
      'terminationGracePeriodSeconds: given -1, expected a whole number from 0; change the value',
    ),
  ]);
});

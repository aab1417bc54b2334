import {
  LimitRange,
  Microservice,
  PersistentVolumeClaim,
  ResourceQuota,
  StatefulService,
  Volume,
} from '../../../lib/constructs';
import { image, mistakesOf } from '../../support/chart';
import { testWrongInputs } from './wrong-input';

const QUANTITY = 'expected a quantity from 0: 250m, 1.5, 128Mi, 2Gi; write a number with a unit';
const POD = 'spec.template.spec';

describe('amounts', () => {
  testWrongInputs([
    [
      'a request above its limit',
      (chart) => new Microservice(chart, 'cart', { image, resources: { cpu: { request: '1.5', limit: '500m' } } }),
      `[chart/cart/deployment] ${POD}.containers[main].resources.requests.cpu: given "1.5", expected at most the limit, 500m; lower the request or raise the limit`,
    ],
    [
      'a request above its limit in an init container',
      (chart) => {
        const resources = { memory: { request: '1Gi', limit: '1000Mi' } };
        new Microservice(chart, 'cart', { image, initContainers: [{ image, name: 'wait', resources }] });
      },
      `[chart/cart/deployment] ${POD}.initContainers[wait].resources.requests.memory: given "1Gi", expected at most the limit, 1000Mi; lower the request or raise the limit`,
    ],
    [
      'a quantity that does not parse',
      (chart) => new Microservice(chart, 'cart', { image, resources: { memory: '128MB' } }),
      `[chart/cart/deployment] ${POD}.containers[main].resources.limits.memory: given "128MB", ${QUANTITY}`,
    ],
    [
      'a negative quantity',
      (chart) => new Microservice(chart, 'cart', { image, resources: { cpu: '-1' } }),
      `[chart/cart/deployment] ${POD}.containers[main].resources.requests.cpu: given "-1", ${QUANTITY}`,
    ],
    [
      'a size limit that does not parse',
      (chart) => {
        const volume = Volume.emptyDir('cache', { sizeLimit: 'big' });
        new Microservice(chart, 'cart', { image, mounts: [{ path: '/cache', volume }] });
      },
      `[chart/cart/deployment] ${POD}.volumes[cache].emptyDir.sizeLimit: given "big", ${QUANTITY}`,
    ],
    [
      'the size of a claim that each pod makes for itself',
      (chart) => {
        const volume = Volume.ephemeral('cache', { storage: '8 Gi' });
        new Microservice(chart, 'cart', { image, mounts: [{ path: '/cache', volume }] });
      },
      `[chart/cart/deployment] ${POD}.volumes[cache].ephemeral.resources.requests.storage: given "8 Gi", ${QUANTITY}`,
    ],
    [
      'the size of a claim template',
      (chart) => new StatefulService(chart, 'db', { image, claims: [{ name: 'data', path: '/data', storage: 'x' }] }),
      `[chart/db/stateful-set] spec.volumeClaimTemplates[data].resources.requests.storage: given "x", ${QUANTITY}`,
    ],
    [
      'the size of a claim',
      (chart) => new PersistentVolumeClaim(chart, 'data', { storage: '' }),
      `[chart/data] spec.resources.requests.storage: given "", ${QUANTITY}`,
    ],
    [
      'a quota that does not parse',
      (chart) => new ResourceQuota(chart, 'quota', { hard: { 'requests.cpu': 'eight' } }),
      `[chart/quota] spec.hard.requests.cpu: given "eight", ${QUANTITY}`,
    ],
    [
      'a default above the maximum',
      (chart) => new LimitRange(chart, 'range', { defaultLimit: { cpu: '2' }, max: { cpu: '1' } }),
      '[chart/range] spec.limits[Container].default.cpu: given "2", expected at most max, 1; put min, defaultRequest, default and max in order',
    ],
    [
      'a minimum above the default request',
      (chart) => new LimitRange(chart, 'range', { min: { memory: '64Mi' }, defaultRequest: { memory: '32Mi' } }),
      '[chart/range] spec.limits[Container].min.memory: given "64Mi", expected at most defaultRequest, 32Mi; put min, defaultRequest, default and max in order',
    ],
  ]);

  test('equal amounts in different words are no mistake', () => {
    const resources = { cpu: { request: '0.5', limit: '500m' }, memory: { request: '1Gi', limit: '1024Mi' } };
    expect(mistakesOf((chart) => new Microservice(chart, 'cart', { image, resources }))).toEqual([]);
  });
});

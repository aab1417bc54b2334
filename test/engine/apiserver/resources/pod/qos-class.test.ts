import type { ResourceRequirements } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { qosClassOf } from '../../../../../lib/engine/apiserver/resources/pod/qos-class';

function classOf(...resources: readonly ResourceRequirements[]): string {
  return qosClassOf({ containers: resources.map((each, index) => ({ name: `c${index}`, resources: each })) });
}

const FULL: ResourceRequirements = {
  limits: { cpu: '1', memory: '1Gi' },
  requests: { cpu: '1000m', memory: '1024Mi' },
};

describe('qosClassOf', () => {
  test.each<[string, string, readonly ResourceRequirements[]]>([
    ['nothing is asked', 'BestEffort', [{}]],
    ['only zeros and foreign resources are asked', 'BestEffort', [{ requests: { cpu: '0', 'example.com/gpu': '1' } }]],
    ['all is limited and asked for as much', 'Guaranteed', [FULL, FULL]],
    ['less is asked than the limit', 'Burstable', [{ ...FULL, requests: { cpu: '500m', memory: '1Gi' } }]],
    ['one resource has no limit', 'Burstable', [{ limits: { cpu: '1' }, requests: { cpu: '1' } }]],
    ['one container asks for nothing', 'Burstable', [FULL, {}]],
  ])('where %s it is %s', (_case, expected, resources) => {
    expect(classOf(...resources)).toBe(expected);
  });

  test('init containers count too', () => {
    const containers = [{ name: 'c', resources: FULL }];
    expect(qosClassOf({ containers, initContainers: [{ name: 'i' }] })).toBe('Burstable');
  });
});

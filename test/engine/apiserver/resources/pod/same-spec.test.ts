import type { PodSpec } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { sameSpec } from '../../../../../lib/engine/apiserver/resources/pod/same-spec';
import { CONTAINER } from './pod-faults';

function asking(memory: string, sizeLimit: string): PodSpec {
  return {
    containers: [{ ...CONTAINER, resources: { requests: { memory } } }],
    volumes: [{ name: 'v', emptyDir: { sizeLimit } }],
  };
}

describe('sameSpec', () => {
  test('amounts count, not their spelling', () => {
    expect(sameSpec(asking('1Gi', '1Ki'), asking('1073741824', '1024'))).toBe(true);
    expect(sameSpec(asking('1Gi', '1Ki'), asking('1Gi', '1k'))).toBe(false);
  });

  test('everything else counts as it is', () => {
    const spec = asking('1', '1');
    expect(sameSpec(spec, { ...spec, hostname: undefined })).toBe(true);
    expect(sameSpec(spec, { ...spec, hostname: 'a' })).toBe(false);
  });
});

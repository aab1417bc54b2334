import type { Container } from '../../../../lib/engine/apimachinery/api/core-v1';
import type { Pod } from '../../../../lib/engine/apiserver/resources/pod/pod-types';
import { ImageCatalogue } from '../../../../lib/engine/kubelet/images/image-behaviours';
import { containerRun } from '../../../../lib/engine/kubelet/runtime/run-plan';

const main: Container = { name: 'main', image: 'shop/cart:1' };
const images = new ImageCatalogue({ 'shop/known': { exitCode: 3, memory: '128Mi' } });

function podOf(annotations: Readonly<Record<string, string>>, owner?: string, init: readonly Container[] = []): Pod {
  const reference = { apiVersion: 'batch/v1', kind: owner ?? '', name: 'x', uid: 'x', controller: true };
  const metadata = { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '', annotations };
  const ownerReferences = owner === undefined ? [] : [reference];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, ownerReferences },
    spec: { containers: [main], initContainers: init },
  };
}

describe('containerRun', () => {
  test('of a list of runs each start has its own, and the last one repeats', () => {
    const pod = podOf({ 'boutique.test/run.main': '[{"exitCode":1},{"exitCode":2}]' });
    expect([0, 1, 2].map((attempt) => containerRun(pod, main, attempt, images, new Map()).exitCode)).toEqual([1, 2, 2]);
  });

  test('an annotation that is no JSON cannot be made', () => {
    const { createError } = containerRun(podOf({ 'boutique.test/run.main': '{' }), main, 0, images, new Map());
    expect(createError).toMatch(/^annotation boutique.test\/run.main: /);
  });

  test('an image that is not known runs on, and ends after a second in a Job or as an init container', () => {
    expect([
      containerRun(podOf({}), main, 0, images, new Map()).exitAfterSeconds,
      containerRun(podOf({}, 'Job'), main, 0, images, new Map()).exitAfterSeconds,
      containerRun(podOf({}, undefined, [main]), main, 0, images, new Map()).exitAfterSeconds,
    ]).toEqual([undefined, 1, 1]);
  });

  test('annotations of the pod say how it ends and how long it takes', () => {
    const pod = podOf({
      'boutique.test/exit-code': '4',
      'boutique.test/runs-for': '1h',
      'boutique.test/terminates-in': '3s',
    });
    expect(containerRun(pod, main, 0, images, new Map())).toMatchObject({
      exitCode: 4,
      exitAfterSeconds: 3600,
      termSeconds: 3,
    });
  });

  test('an image that needs more memory than its container may have is killed for it', () => {
    const limited = (memory: string): Container => ({
      name: 'main',
      image: 'shop/known:1',
      resources: { limits: { memory } },
    });
    expect(
      ['64Mi', '256Mi'].map((limit) => containerRun(podOf({}), limited(limit), 0, images, new Map()).oomKilled),
    ).toEqual([true, undefined]);
  });
});

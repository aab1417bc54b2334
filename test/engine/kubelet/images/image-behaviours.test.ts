import { ImageCatalogue } from '../../../../lib/engine/kubelet/images/image-behaviours';
import { ImageRegistries } from '../../../../lib/engine/kubelet/images/image-registries';
import { TEST_IMAGES } from '../../../../lib/engine/kubelet/images/test-images';

describe('ImageCatalogue', () => {
  const catalogue = new ImageCatalogue({
    '*/cart': { memory: '64Mi', user: 1000 },
    'registry.example/*': { sizeBytes: 5 },
    'registry.example/shop/cart': { memory: '128Mi' },
    'registry.example/shop/cart:2.1': { exitCode: 3 },
    redis: { user: 999 },
  });

  test('what several keys say is put together, the more precise one counts', () => {
    expect(catalogue.of('registry.example/shop/cart:2.1')).toEqual({
      memory: '128Mi',
      user: 1000,
      sizeBytes: 5,
      exitCode: 3,
    });
    expect(catalogue.of('registry.example/shop/cart:2.0@sha256:0a')).toMatchObject({ memory: '128Mi', sizeBytes: 5 });
  });

  test('an image that no key speaks of is not known', () => {
    expect(catalogue.of('other.example/till:1')).toBeUndefined();
    expect(catalogue.of('redis:7')).toEqual({ user: 999 });
  });
});

describe('ImageRegistries', () => {
  const images = new ImageCatalogue(TEST_IMAGES, {
    'shop.example/web': { sizeBytes: 100_000_000, tags: 'v[0-9]+' },
  });

  test('a pull takes as long as the image is large, and tags that do not exist are not found', () => {
    const registries = new ImageRegistries(images);
    expect(registries.pull('shop.example/web:v1', [], 0)).toEqual({ durationMs: 2000 });
    expect(registries.pull('shop.example/web:next', [], 0).error).toBe(
      'rpc error: code = NotFound desc = failed to pull and unpack image "shop.example/web:next": failed to resolve reference "shop.example/web:next": shop.example/web:next: not found',
    );
  });

  test('a registry that is down answers nobody until it is back', () => {
    const registries = new ImageRegistries(images);
    registries.fail('shop.example', 'down');
    expect(registries.pull('shop.example/web:v1', [], 0)).toEqual({
      durationMs: 30_000,
      error:
        'failed to pull and unpack image "shop.example/web:v1": failed to resolve reference "shop.example/web:v1": failed to do request: Head "https://shop.example/v2/web/manifests/v1": dial tcp 192.0.2.1:443: i/o timeout',
    });
    expect(registries.pull('other.example/till:1', [], 0)).toEqual({ durationMs: 0 });
    registries.restore('shop.example');
    expect(registries.pull('shop.example/web:v1', [], 0).error).toBeUndefined();
  });

  test('a private image is for those who know its password', () => {
    const registries = new ImageRegistries(images);
    expect(registries.pull('x.test/private:1', [{ username: 'user', password: 'guess' }], 0).error).toMatch(/denied/);
    expect(registries.pull('x.test/private:1', [{ username: 'user', password: 'secret' }], 0).error).toBeUndefined();
  });

  test('an image that is flaky on a node comes with the third try', () => {
    const registries = new ImageRegistries(images);
    const errors = [0, 1, 2].map((failures) => registries.pull('x.test/flaky:1', [], failures).error);
    expect(errors.map((error) => error?.split('": ')[2])).toEqual([
      'unexpected status from HEAD request: 503 Service Unavailable',
      'unexpected status from HEAD request: 503 Service Unavailable',
      undefined,
    ]);
  });
});

import { imageName, imageWithTag } from '../../../../lib/engine/kubelet/images/image-name';
import { imageID } from '../../../../lib/engine/kubelet/images/node-images';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

describe('imageName', () => {
  test.each([
    ['nginx', 'nginx:latest'],
    ['registry.test:5000/shop/web', 'registry.test:5000/shop/web:latest'],
    ['nginx:1.25', 'nginx:1.25'],
    [`nginx@${DIGEST}`, `nginx@${DIGEST}`],
    [`nginx:1.25@${DIGEST}`, `nginx:1.25@${DIGEST}`],
  ])('%s is asked for as %s', (written, name) => {
    expect(imageName(written)).toEqual({ name });
    expect(imageWithTag(written)).toBe(name);
  });

  test.each([
    ['registry.test/Shop:1', 'invalid reference format: repository name must be lowercase'],
    ['registry.test/shop:a b', 'invalid reference format'],
    ['Registry/shop', 'invalid reference format: repository name must be lowercase'],
    [`shop@sha256:${'a'.repeat(40)}`, 'invalid checksum digest length'],
    [`shop@sha256:${'A'.repeat(64)}`, 'invalid checksum digest format'],
    [`shop@md5:${'a'.repeat(32)}`, 'unsupported digest algorithm'],
    ['shop@sha256:abc', 'invalid reference format'],
    ['0a'.repeat(32), `invalid repository name (${'0a'.repeat(32)}), cannot specify 64-byte hexadecimal strings`],
  ])('%s is none', (written, why) => {
    expect(imageName(written)).toEqual({ fault: `couldn't parse image name "${written}": ${why}` });
  });
});

describe('imageID', () => {
  test('is the repository with the digest of the name, or with the digest that is asked for', () => {
    expect(imageID('local.test/app:1')).toBe(
      'local.test/app@sha256:7dd44a3995c9cf73abf04bb74892c59244327a096af757681b4383b6c70b7b35',
    );
    expect(imageID(`local.test/app:1@${DIGEST}`)).toBe(`local.test/app@${DIGEST}`);
  });
});

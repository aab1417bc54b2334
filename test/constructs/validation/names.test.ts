import { imageReference } from '../../../lib/constructs/validation/names';

const digest = `sha256:${'0a'.repeat(32)}`;

describe('image references', () => {
  test.each([
    'redis',
    'redis:alpine',
    `redis@${digest}`,
    `registry.example:5000/team/my_app__x/a-b:v1.0_2@${digest}`,
    'localhost/a:1',
    'us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo/frontend:v0.10.6',
    '[::1]:5000/a:1',
  ])('%s is one', (text) => expect(imageReference.test(text)).toBe(true));

  test.each(['', 'Redis', 'redis:', 'redis:a b', 'redis@sha256:0', 'https://registry.example/a', 'a//b', 'a:-x'])(
    '"%s" is none',
    (text) => expect(imageReference.test(text)).toBe(false),
  );
});

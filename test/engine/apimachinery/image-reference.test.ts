import { parseImageReference } from '../../../lib/engine/apimachinery/image-reference';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('parseImageReference', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx', 'latest', ''],
    ['team/app', 'docker.io/team/app', 'latest', ''],
    ['index.docker.io/nginx:1', 'docker.io/library/nginx', '1', ''],
    ['registry.example.com:5000/team/app', 'registry.example.com:5000/team/app', 'latest', ''],
    ['localhost/app:v2', 'localhost/app', 'v2', ''],
    [`app@${DIGEST}`, 'docker.io/library/app', '', DIGEST],
    [`app:latest@${DIGEST}`, 'docker.io/library/app', 'latest', DIGEST],
  ])('%s has a repository, a tag and a digest', (text, repository, tag, digest) => {
    expect(parseImageReference(text)).toEqual({ repository, tag, digest });
  });

  test.each(['', 'Team', 'app:', 'app@sha256:123', 'a b', '-app', `${'a'.repeat(64)}`])(
    '%j is no reference',
    (text) => {
      expect(parseImageReference(text)).toBeUndefined();
    },
  );
});

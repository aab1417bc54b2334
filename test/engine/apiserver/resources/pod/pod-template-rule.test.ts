import { CONTAINER, templateFaults } from './pod-faults';

describe('pod templates', () => {
  test('have labels, annotations and a spec', () => {
    const metadata = { labels: { 'a b': 'c' }, annotations: { 'd e': '' } };
    expect(
      templateFaults({ metadata, spec: { containers: [] } }).map((fault) => fault.slice(0, fault.indexOf(': '))),
    ).toEqual(['template.labels', 'template.annotations', 'template.spec.containers']);
  });

  test('have no ephemeral containers', () => {
    const spec = { containers: [CONTAINER], ephemeralContainers: [{ ...CONTAINER, name: 'e' }] };
    expect(templateFaults({ spec })).toEqual([
      'template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
    ]);
  });

  test('may have blanks around an image, and a token without an account', () => {
    const volumes = [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }];
    expect(templateFaults({ spec: { containers: [{ ...CONTAINER, image: ' app ' }], volumes } })).toEqual([]);
  });
});

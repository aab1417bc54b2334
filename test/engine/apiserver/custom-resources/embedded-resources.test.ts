import { widget, WIDGETS, withWidgets } from './definition-for-tests';

const template = {
  type: 'object',
  'x-kubernetes-embedded-resource': true,
  'x-kubernetes-preserve-unknown-fields': true,
};
const ask = withWidgets({ type: 'object', properties: { template } });
const create = (name: string, embedded: object) => ask('POST', WIDGETS, widget(name, { template: embedded }));

describe('a resource embedded in a custom object', () => {
  test('keeps its fields and those of its metadata that exist', () => {
    const embedded = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', colour: 'red' }, spec: { x: 1 } };
    const { status, body, warnings } = create('a', embedded);
    expect(status).toBe(201);
    expect(body.spec.template).toEqual({ ...embedded, metadata: { name: 'a' } });
    expect(warnings).toEqual(['unknown field "spec.template.metadata.colour"']);
  });

  test('says what it is, under a name that could be one', () => {
    expect(create('b', { kind: 'Pod', metadata: { name: 'a/b' } }).body.message).toBe(
      'Widget.example.com "b" is invalid: [spec.template.apiVersion: Required value: must not be empty, ' +
        'spec.template.metadata.name: Invalid value: "a/b": may not contain \'/\']',
    );
  });

  test('with metadata of a wrong type is refused when it is read', () => {
    const { status, body } = create('c', { apiVersion: 'v1', kind: 'Pod', metadata: { labels: { a: 1 } } });
    expect(status).toBe(400);
    expect(body.message).toContain('cannot unmarshal number into Go struct field ObjectMeta.labels of type string');
  });
});

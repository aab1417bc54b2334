import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';
import {
  definition,
  DEFINITIONS,
  version,
  widget,
  WIDGETS,
  WIDGETS_DEFINITION,
  withWidgets,
} from './definition-for-tests';

const anySpec = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

describe('a CustomResourceDefinition', () => {
  test('is established at once, and its resource served and discovered', () => {
    const ask = withWidgets(anySpec);
    const { body } = ask('GET', WIDGETS_DEFINITION);
    expect(
      body.status.conditions.map(({ type, status }: { type: string; status: string }) => `${type}=${status}`),
    ).toEqual(['NamesAccepted=True', 'Established=True']);
    expect(ask('GET', '/apis/example.com/v1').body.resources[0].name).toBe('widgets');
    expect(ask('GET', '/apis/example.com/v9').status).toBe(404);
    const schemas = ask('GET', '/openapi/v3/apis/example.com/v1').body.components.schemas;
    expect(schemas['com.example.v1.Widget'].properties.spec.type).toBe('object');
  });

  test('waits for names that another one has, and gets them when that one goes', () => {
    const ask = withWidgets(anySpec);
    const other = definition([version(anySpec)], { plural: 'gadgets', singular: 'widget', kind: 'Gadget' });
    const body = { ...other, metadata: { name: 'gadgets.example.com' } };
    ask('POST', DEFINITIONS, body);
    const conditions = (): string[] =>
      ask('GET', `${DEFINITIONS}/gadgets.example.com`).body.status.conditions.map(
        ({ type, reason }: { type: string; reason: string }) => `${type} ${reason}`,
      );
    expect(conditions()).toEqual(['NamesAccepted SingularConflict', 'Established NotAccepted']);
    expect(ask('GET', '/apis/example.com/v1/gadgets').status).toBe(404);
    ask('DELETE', WIDGETS_DEFINITION);
    expect(conditions()).toEqual(['NamesAccepted NoConflicts', 'Established InitialNamesAccepted']);
    expect(ask('GET', '/apis/example.com/v1/gadgets').status).toBe(200);
  });

  test('takes its objects along, and stays as long as one of them is held', () => {
    const ask = withWidgets(anySpec);
    ask('POST', WIDGETS, widget('free', {}));
    const held = { ...widget('held', {}), metadata: { name: 'held', finalizers: ['example.com/hold'] } };
    ask('POST', WIDGETS, held);
    expect(ask('DELETE', WIDGETS_DEFINITION).body.status.conditions.at(-1).type).toBe('Terminating');
    expect(ask('GET', `${WIDGETS}/free`).status).toBe(404);
    expect(ask('POST', WIDGETS, widget('late', {})).status).toBe(405);
    ask('PATCH', `${WIDGETS}/held`, { metadata: { finalizers: null } });
    expect(ask('GET', WIDGETS_DEFINITION).status).toBe(404);
    expect(ask('GET', WIDGETS).status).toBe(404);
  });

  test('is read again when a cluster starts on a store that has it', () => {
    const cluster = new Cluster();
    const ask = asking(cluster);
    ask('POST', DEFINITIONS, definition([version(anySpec)]));
    ask('POST', WIDGETS, widget('a', { size: 1 }));
    const definitions = cluster.store.table('apiextensions.k8s.io/customresourcedefinitions');
    expect(definitions.size).toBe(1);
    expect(cluster.apiServer.core.registry.find('example.com', 'widgets')?.custom).toBe(true);
  });

  test('whose schema changes changes what is read of stored objects', () => {
    const ask = withWidgets({ type: 'object', properties: { size: { type: 'integer' }, color: { type: 'string' } } });
    ask('POST', WIDGETS, widget('a', { size: 1, color: 'red' }));
    const spec = {
      type: 'object',
      properties: { size: { type: 'integer' }, mode: { type: 'string', default: 'fast' } },
    };
    const { spec: changed } = definition([version(spec)]) as { spec: { versions: object } };
    expect(ask('PATCH', WIDGETS_DEFINITION, { spec: { versions: changed.versions } }).status).toBe(200);
    expect(ask('GET', `${WIDGETS}/a`).body.spec).toEqual({ size: 1, mode: 'fast' });
  });
});

describe('a custom object', () => {
  test('has a scale where its definition says which fields are meant, with owners of its own', () => {
    const scale = { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' };
    const ask = withWidgets({ type: 'object', properties: { size: { type: 'integer' } } }, { subresources: { scale } });
    const apply = { 'content-type': 'application/apply-patch+yaml' };
    ask('PATCH', `${WIDGETS}/a?fieldManager=one`, widget('a', { size: 2 }), apply);
    const scaled = ask('PATCH', `${WIDGETS}/a/scale?fieldManager=scaler`, { spec: { replicas: 5 } });
    expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 5 } });
    const { body } = ask('GET', `${WIDGETS}/a`);
    expect(body.spec).toEqual({ size: 5 });
    expect(body.metadata.managedFields).toEqual([
      expect.objectContaining({ manager: 'scaler', subresource: 'scale', fieldsV1: { 'f:spec': { 'f:size': {} } } }),
    ]);
    expect(ask('PUT', `${WIDGETS}/a/scale`, { ...scaled.body, spec: { replicas: -1 } }).status).toBe(422);
  });

  test('tells of every version that is deprecated', () => {
    const ask = withWidgets(anySpec, { deprecated: true });
    expect(ask('GET', WIDGETS).warnings).toEqual(['example.com/v1 Widget is deprecated']);
  });
});

/** The OpenAPI documents against those recorded from the real server, and what kubectl reads from them. */
import {
  builtinGroupVersions,
  CUSTOM_RESOURCE_PRIORITY,
} from '../../../../lib/engine/apiserver/discovery/group-versions';
import { type ResourceFacts } from '../../../../lib/engine/apiserver/discovery/resource-facts';
import { customResourceSchemas } from '../../../../lib/engine/apiserver/openapi/custom-resource-operations';
import { OpenApiDocuments } from '../../../../lib/engine/apiserver/openapi/openapi-documents';
import { firstDifference } from '../../../support/first-difference';
import { recordedDocuments, recordedFile, recordedOpenApi } from '../../../support/recorded-openapi';

type Json = { [key: string]: Json };

/** The recorded documents have no descriptions; ours are empty where OpenAPI requires one. */
function withoutDescriptions(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { description, ...rest } = value as { description?: unknown };
    return description === '' ? rest : value;
  });
}

const builtin = new OpenApiDocuments(builtinGroupVersions());

function parsed(documents: OpenApiDocuments, path: string): Json {
  return JSON.parse(documents.document(path)?.text ?? 'null') as Json;
}

const widgets: ResourceFacts = {
  group: 'example.com',
  version: 'v1',
  kind: 'Widget',
  listKind: 'WidgetList',
  plural: 'widgets',
  singular: 'widget',
  namespaced: true,
  shortNames: [],
  categories: [],
  verbs: ['get', 'list'],
  subresources: [
    { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] },
  ],
  custom: true,
};
const schema = { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } };
const withWidgets = new OpenApiDocuments(
  [
    ...builtinGroupVersions(),
    { group: 'example.com', version: 'v1', ...CUSTOM_RESOURCE_PRIORITY, resources: [widgets] },
  ],
  customResourceSchemas([{ resource: widgets, schema }]),
);

describe('OpenApiDocuments', () => {
  recordedOpenApi('gives every recorded document of version 3', () => {
    for (const { path, document } of recordedDocuments()) {
      const ours = builtin.document(path);
      expect(firstDifference(ours && withoutDescriptions(ours.text), document, path)).toBeUndefined();
    }
  });

  recordedOpenApi('lists the documents that the real server lists', () => {
    const recorded = recordedFile<{ paths: object }>('openapi-v3-index.json');
    const ours = JSON.parse(builtin.index().text) as { paths: object };
    expect(Object.keys(ours.paths)).toEqual(Object.keys(recorded.paths));
  });

  recordedOpenApi('gives the recorded document of version 2', () => {
    const ours = withoutDescriptions(builtin.swagger().text);
    expect(firstDifference(ours, recordedFile('openapi-v2.json'))).toBeUndefined();
  });

  test('addresses each document by the hash of its content', () => {
    const index = JSON.parse(builtin.index().text) as { paths: Record<string, { serverRelativeURL: string }> };
    const { text, hash } = builtin.document('apis/apps/v1') ?? { text: '', hash: '' };
    expect(index.paths['apis/apps/v1']?.serverRelativeURL).toBe(`/openapi/v3/apis/apps/v1?hash=${hash}`);
    expect(hash).toMatch(/^[0-9A-F]{64}$/);
    expect(new OpenApiDocuments(builtinGroupVersions()).document('apis/apps/v1')?.text).toBe(text);
  });

  test('has a description in every response, as OpenAPI requires', () => {
    const paths = parsed(builtin, 'api/v1')['paths'] ?? {};
    const responses = Object.values(paths).flatMap((item) =>
      Object.values(item).map((operation) => operation['responses']),
    );
    const answers = responses.flatMap((response) => Object.values(response ?? {}));
    expect(answers.length).toBeGreaterThan(500);
    expect(answers.filter((answer) => typeof answer['description'] !== 'string')).toEqual([]);
  });

  test('knows no document of what nobody serves', () => {
    expect(builtin.document('apis/none/v1')).toBeUndefined();
    expect(builtin.document('apis/example.com/v1')).toBeUndefined();
  });

  test('describes custom resources with their own schema and the fields of every object', () => {
    const document = parsed(withWidgets, 'apis/example.com/v1');
    const widget = document['components']?.['schemas']?.['com.example.v1.Widget'];
    expect(widget).toMatchObject({
      properties: {
        kind: { type: 'string' },
        metadata: { allOf: [{ $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' }] },
        spec: { properties: { size: { type: 'integer' } } },
      },
      'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Widget', version: 'v1' }],
    });
    expect(document['components']?.['schemas']).toHaveProperty(['io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference']);
    expect(document['paths']).toHaveProperty(['/apis/example.com/v1/namespaces/{namespace}/widgets/{name}/scale']);
  });

  test('tells kubectl that custom resources can be validated by the server', () => {
    const item = parsed(withWidgets, 'apis/example.com/v1')['paths']?.[
      '/apis/example.com/v1/namespaces/{namespace}/widgets/{name}'
    ];
    expect(item?.['patch']).toMatchObject({
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': { group: 'example.com', version: 'v1', kind: 'Widget' },
      parameters: expect.arrayContaining([
        expect.objectContaining({ name: 'fieldValidation', in: 'query' }),
      ]) as unknown,
    });
  });
});

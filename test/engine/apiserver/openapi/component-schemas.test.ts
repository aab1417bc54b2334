/** The compact definitions lose nothing of what the API server publishes. */
import { componentSchema } from '../../../../lib/engine/apiserver/openapi/component-schemas';
import { publishedDefinitionNames, publishedNameOf } from '../../../../lib/engine/apimachinery/schema/definitions';
import { firstDifference } from '../../../support/first-difference';
import { recordedDocuments, recordedOpenApi } from '../../../support/recorded-openapi';

describe('componentSchema', () => {
  test('writes list types, patch strategies and defaults out as they are published', () => {
    const container = componentSchema('io.k8s.api.core.v1.Container') as { properties: Record<string, unknown> };
    expect(container.properties['ports']).toEqual({
      type: 'array',
      items: { default: {}, allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.ContainerPort' }] },
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-patch-merge-key': 'containerPort',
      'x-kubernetes-patch-strategy': 'merge',
    });
    expect(container.properties['name']).toEqual({ type: 'string', default: '' });
    expect(container.properties['livenessProbe']).toEqual({
      allOf: [{ $ref: '#/components/schemas/io.k8s.api.core.v1.Probe' }],
    });
  });

  recordedOpenApi('gives every schema that the real server publishes, and no other', () => {
    const recorded = Object.assign({}, ...recordedDocuments().map(({ document }) => document.components?.schemas));
    const ours = Object.fromEntries(
      publishedDefinitionNames().map((name) => [publishedNameOf(name), componentSchema(publishedNameOf(name))]),
    );
    expect(firstDifference(ours, recorded)).toBeUndefined();
  });
});

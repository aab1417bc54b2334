/** The two documents from which kubectl 1.27 and later learn all resources. */
import { aggregatedDiscovery } from '../../../../lib/engine/apiserver/discovery/aggregated-discovery';
import {
  builtinGroupVersions,
  CUSTOM_RESOURCE_PRIORITY,
} from '../../../../lib/engine/apiserver/discovery/group-versions';
import { type ResourceFacts } from '../../../../lib/engine/apiserver/discovery/resource-facts';
import { recordedFile, recordedOpenApi } from '../../../support/recorded-openapi';

const widgets: ResourceFacts = {
  group: 'example.com',
  version: 'v1',
  kind: 'Widget',
  listKind: 'WidgetList',
  plural: 'widgets',
  singular: 'widget',
  namespaced: true,
  shortNames: ['wd'],
  categories: [],
  verbs: ['get', 'list'],
  subresources: [
    { name: 'status', group: 'example.com', version: 'v1', kind: 'Widget', verbs: ['get', 'patch', 'update'] },
    { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] },
  ],
  custom: true,
};

describe('aggregatedDiscovery', () => {
  recordedOpenApi('gives the documents of the real server byte for byte', () => {
    const recorded = recordedFile<Record<string, unknown>>('aggregated-discovery.json');
    for (const path of ['/api', '/apis'] as const)
      expect(JSON.stringify(aggregatedDiscovery(path, builtinGroupVersions()))).toBe(JSON.stringify(recorded[path]));
  });

  test('spells out the group version of custom resources', () => {
    const document = aggregatedDiscovery('/apis', [
      { group: 'example.com', version: 'v1', ...CUSTOM_RESOURCE_PRIORITY, resources: [widgets] },
    ]);
    expect(document['items']).toEqual([
      {
        metadata: { name: 'example.com', creationTimestamp: null },
        versions: [
          {
            version: 'v1',
            resources: [
              {
                resource: 'widgets',
                responseKind: { group: 'example.com', version: 'v1', kind: 'Widget' },
                scope: 'Namespaced',
                singularResource: 'widget',
                verbs: ['get', 'list'],
                shortNames: ['wd'],
                subresources: [
                  {
                    subresource: 'status',
                    responseKind: { group: 'example.com', version: 'v1', kind: 'Widget' },
                    verbs: ['get', 'patch', 'update'],
                  },
                  {
                    subresource: 'scale',
                    responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
                    verbs: ['get', 'patch', 'update'],
                  },
                ],
              },
            ],
            freshness: 'Current',
          },
        ],
      },
    ]);
  });

  test('marks group versions whose server cannot be reached', () => {
    const document = aggregatedDiscovery('/apis', [
      {
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        groupPriority: 100,
        versionPriority: 100,
        resources: [],
        stale: true,
      },
    ]);
    expect(document['items']).toEqual([
      {
        metadata: { name: 'metrics.k8s.io', creationTimestamp: null },
        versions: [{ version: 'v1beta1', freshness: 'Stale' }],
      },
    ]);
  });
});

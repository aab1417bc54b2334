import type { DraftObject } from '../../../../lib/engine/apimachinery/object-meta';
import { Cluster } from '../../../../lib/engine/cluster';
import { definition, version, WIDGETS_DEFINITION } from './definition-for-tests';
import { asking } from '../../../support/ask';

const anySpec = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const names = (cluster: Cluster): string[] =>
  cluster
    .list('APIService')
    .map(({ metadata }) => metadata.name)
    .filter((name) => name.endsWith('.example.com'));

function withDefinition(): { readonly cluster: Cluster; readonly ask: ReturnType<typeof asking> } {
  const cluster = new Cluster();
  cluster.apply(definition([version(anySpec)]) as unknown as DraftObject);
  return { cluster, ask: asking(cluster) };
}

describe('the APIService of a custom group version', () => {
  test('is made with the definition, available at once, and goes with it', () => {
    const { cluster, ask } = withDefinition();
    expect(names(cluster)).toEqual(['v1.example.com']);
    const { metadata, spec, status } = cluster.get('APIService', 'v1.example.com', '');
    expect(metadata.labels).toEqual({ 'kube-aggregator.kubernetes.io/automanaged': 'true' });
    expect(spec).toEqual({ group: 'example.com', version: 'v1', groupPriorityMinimum: 1000, versionPriority: 100 });
    expect(status).toMatchObject({ conditions: [{ type: 'Available', status: 'True', reason: 'Local' }] });
    ask('DELETE', WIDGETS_DEFINITION);
    expect(names(cluster)).toEqual([]);
  });

  test('comes back when it is deleted, and is put right when it is changed', () => {
    const { cluster } = withDefinition();
    const { uid } = cluster.get('APIService', 'v1.example.com', '').metadata;
    const services = cluster.resource('APIService');
    services.patch('v1.example.com', '', 'merge', { spec: { versionPriority: 7 } });
    expect(services.get('v1.example.com').spec).toMatchObject({ versionPriority: 100 });
    services.delete('v1.example.com');
    expect(services.get('v1.example.com').metadata.uid).not.toBe(uid);
  });

  test('that somebody else made is left alone', () => {
    const cluster = new Cluster();
    const spec = { group: 'example.com', version: 'v1', groupPriorityMinimum: 5, versionPriority: 5 };
    cluster.apply({
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1.example.com' },
      spec,
    });
    cluster.apply(definition([version(anySpec)]) as unknown as DraftObject);
    expect(cluster.get('APIService', 'v1.example.com', '').spec).toEqual(spec);
    cluster.delete('CustomResourceDefinition', WIDGETS_DEFINITION.split('/').at(-1)!, '');
    expect(names(cluster)).toEqual(['v1.example.com']);
  });
});

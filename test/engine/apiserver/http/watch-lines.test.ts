import { WatchLines } from '../../../../lib/engine/apiserver/http/watch-lines';
import type { KubeObject } from '../../../../lib/engine/apimachinery/object-meta';
import { Cluster } from '../../../../lib/engine/cluster';
import { ControllerSelection } from '../../../../lib/engine/controllers/controller-selection';

const object = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } }) as KubeObject;

describe('WatchLines', () => {
  test('writes a line once for an object and a shape', () => {
    const lines = new WatchLines();
    const written: string[] = [];
    const line = (of: KubeObject, shape: string): string =>
      lines.of(of, shape, () => {
        written.push(`${of.metadata.name} ${shape}`);
        return shape;
      });
    const [a, b] = [object('a'), object('b')];
    expect([line(a, 'x'), line(a, 'y'), line(a, 'x'), line(b, 'x'), line(b, 'x')]).toEqual(['x', 'y', 'x', 'x', 'x']);
    expect(written).toEqual(['a x', 'a y', 'b x']);
  });

  test('watchers that see the same change differently get lines of their own', () => {
    const cluster = new Cluster({ controllerManager: { controllers: new ControllerSelection(['-*']) } });
    const follow = (query: string, accept = 'application/json'): string[] => {
      const seen: string[] = [];
      const url = `/api/v1/namespaces/default/configmaps?watch=true${query}`;
      const { watch } = cluster.http({ method: 'GET', url, headers: { accept } });
      watch!.start({ line: (text) => seen.push(text), end: () => undefined });
      return seen;
    };
    const all = follow('');
    const chosen = follow('&labelSelector=tier%3Dback');
    const metadata = follow('', 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1');
    const apply = (tier: string): unknown =>
      cluster.apply({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', labels: { tier } },
        data: { k: 'v' },
      });
    apply('front');
    apply('back');
    const types = (lines: readonly string[]): string[] =>
      lines.map((line) => {
        const { type, object: sent } = JSON.parse(line) as { type: string; object: KubeObject };
        return `${type} ${sent.kind} ${'data' in sent}`;
      });
    expect(types(all)).toEqual(['ADDED ConfigMap true', 'MODIFIED ConfigMap true']);
    expect(types(chosen)).toEqual(['ADDED ConfigMap true']);
    expect(types(metadata)).toEqual(['ADDED PartialObjectMetadata false', 'MODIFIED PartialObjectMetadata false']);
  });
});

/** The node whose loss is felt most: with the most pods, the first by name among several. */
import type { RehearsedCluster } from './rehearsed-cluster';

/** Undefined where no pod has a node. */
export function busiestNode({ cluster }: RehearsedCluster): string | undefined {
  const counts = new Map<string, number>();
  for (const { spec } of cluster.list('Pod')) {
    if (spec?.nodeName) counts.set(spec.nodeName, (counts.get(spec.nodeName) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  return first?.[0];
}

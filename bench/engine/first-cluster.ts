/** A process that loads the engine, makes two clusters, uses each, and prints how long each step took, as JSON. */
async function main(): Promise<void> {
  const startMs = performance.now();
  const { Cluster } = await import('../../lib/engine/cluster.js');
  const loadedMs = performance.now();
  const usable = (): number => {
    const beforeMs = performance.now();
    const cluster = new Cluster();
    cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'first' } });
    cluster.get('ConfigMap', 'first');
    return performance.now() - beforeMs;
  };
  const first = usable();
  const later = Array.from({ length: 20 }, usable).sort((a, b) => a - b);
  console.log(JSON.stringify({ load: loadedMs - startMs, cold: first, warm: later[later.length / 2] }));
}

void main();

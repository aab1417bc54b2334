/** A chart with whatever a test puts into it, as the objects that are written. */
import { App, Chart, Testing } from 'cdk8s';
import { type Manifest } from '../../lib/constructs';

/** An image that no rule finds fault with. */
export const image = 'registry.example/cart:1.4.2';

/** The objects of a chart in namespace `shop`. @throws Error with every mistake in it */
export function chartOf(build: (chart: Chart) => void, namespace: string | undefined = 'shop'): Manifest[] {
  const chart = new Chart(new App(), 'chart', { namespace });
  build(chart);
  return Testing.synth(chart) as Manifest[];
}

/** The only object of a kind, or the one with the name. */
export function find<T = Record<string, unknown>>(manifests: readonly Manifest[], kind: string, name?: string): T {
  const found = manifests.filter((each) => each.kind === kind && (name === undefined || each.metadata.name === name));
  if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind} ${name ?? ''}`);
  return found[0] as unknown as T;
}

/** The lines in which a chart's mistakes are told; none where there are none. */
export function mistakesOf(build: (chart: Chart) => void): string[] {
  try {
    chartOf(build);
    return [];
  } catch (error) {
    return String((error as Error).message)
      .split('\n')
      .filter((line) => /^\s+\[/.test(line))
      .map((line) => line.trim());
  }
}

/** The reference renders of Online Boutique v0.10.6 as recorded facts (upstream.json; scripts/parity-facts.ts wrote it). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KubernetesObject } from './covers';

interface Facts {
  readonly renders: Record<string, number[]>;
  readonly objects: KubernetesObject[];
}

const facts = JSON.parse(readFileSync(join(__dirname, 'upstream.json'), 'utf8')) as Facts;

/** Names of the renders, e.g. `component-spanner`. */
export const renderNames = Object.keys(facts.renders);

/** The objects of one render, without namespaces. */
export function upstreamObjects(name: string): KubernetesObject[] {
  const positions = facts.renders[name];
  if (!positions) throw new Error(`no render is called ${name}; there are ${renderNames.join(', ')}`);
  return positions.map((position) => structuredClone(facts.objects[position]) as KubernetesObject);
}

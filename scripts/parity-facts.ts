/**
 * Writes test/parity/upstream.json: what the reference renders of Online Boutique v0.10.6 say, each distinct object once.
 *
 *     node --import tsx scripts/parity-facts.ts FOLDER-OF-RENDERS
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

interface KubernetesObject {
  kind?: string;
  metadata: { name: string; namespace?: string };
}

function objectsOf(path: string): KubernetesObject[] {
  return parseAllDocuments(readFileSync(path, 'utf8'))
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object): object is KubernetesObject => Boolean(object?.kind));
}

function main(folder: string | undefined): void {
  if (!folder) throw new Error('usage: node --import tsx scripts/parity-facts.ts FOLDER-OF-RENDERS');
  const lines: string[] = [];
  const positions = new Map<string, number>();
  const renders: Record<string, number[]> = {};
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.yaml')) continue;
    renders[file.replace(/\.yaml$/, '')] = objectsOf(join(folder, file)).map((object) => {
      delete object.metadata.namespace; // parity does not look at namespaces
      const line = JSON.stringify(object);
      const position = positions.get(line) ?? lines.push(line) - 1;
      positions.set(line, position);
      return position;
    });
  }
  const names = Object.entries(renders).map(([name, list]) => `  ${JSON.stringify(name)}: ${JSON.stringify(list)}`);
  const text = `{"renders": {\n${names.join(',\n')}\n},\n"objects": [\n${lines.join(',\n')}\n]}\n`;
  writeFileSync(join(__dirname, '..', 'test', 'parity', 'upstream.json'), text);
  console.log(`${names.length} renders, ${lines.length} distinct objects, ${text.length} bytes`);
}

main(process.argv[2]);

/**
 * Writes the compact API data of the engine from the recorded OpenAPI and discovery documents of a v1.28.15 API server:
 *
 *     npm run generate:schemas [-- FOLDER]     FOLDER is ../shared/openapi/v1.28.15 unless given
 *
 * Tests expand what it writes and compare it with what it read (test/engine/apiserver/openapi, .../discovery).
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { compactDefinitions, type PublishedSchema } from './schemas/compact-definitions';
import { compactResources, type PublishedResourceList } from './schemas/compact-resources';

const source = resolve(process.argv[2] ?? join(__dirname, '../../shared/openapi/v1.28.15'));
const engine = join(__dirname, '../lib/engine');

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(source, file), 'utf8')) as T;
}

/** One line per entry of each section: small, and a change of one type is one changed line. */
function write(path: string, sections: Record<string, Record<string, unknown>>): void {
  const body = Object.entries(sections).map(([section, entries]) => {
    const lines = Object.entries(entries).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    return `${JSON.stringify(section)}:{\n${lines.join(',\n')}\n}`;
  });
  const text = `{${body.join(',')}}\n`;
  mkdirSync(dirname(join(engine, path)), { recursive: true });
  writeFileSync(join(engine, path), text);
  console.log(`${path} ${text.length} bytes`);
}

interface PublishedDocument {
  readonly components?: { readonly schemas?: Record<string, PublishedSchema> };
}

function publishedSchemas(): Record<string, PublishedSchema> {
  const schemas: Record<string, PublishedSchema> = {};
  for (const file of readdirSync(source)
    .filter((name) => /^(api|version).*\.json$/.test(name))
    .sort())
    Object.assign(schemas, read<PublishedDocument>(file).components?.schemas);
  return schemas;
}

write('apimachinery/schema/data/definitions.json', { ...compactDefinitions(publishedSchemas()) });
write(
  'apiserver/discovery/data/resources.json',
  compactResources(read<Record<string, PublishedResourceList>>('discovery.json')),
);

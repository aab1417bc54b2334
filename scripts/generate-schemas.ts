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
  readonly paths: Record<string, { readonly delete?: PublishedOperation }>;
  readonly components?: { readonly schemas?: Record<string, PublishedSchema> };
}

interface PublishedOperation {
  readonly 'x-kubernetes-action': string;
  readonly responses: {
    readonly 200: { readonly content: Record<string, { readonly schema: { readonly $ref: string } }> };
  };
}

const documents = readdirSync(source)
  .filter((name) => /^(api|apis__.*|api__.*|apis|version)\.json$/.test(name))
  .sort()
  .map((name) => read<PublishedDocument>(name));

/** Paths whose DELETE of one object answers with that object, without the variables in them. */
function pathsThatAnswerObjects(): ReadonlySet<string> {
  const paths = documents.flatMap((document) => Object.entries(document.paths));
  const answering = paths.filter(([, { delete: operation }]) => {
    const answer = operation?.responses[200].content['application/json']?.schema.$ref ?? '.Status';
    return operation?.['x-kubernetes-action'] === 'delete' && !answer.endsWith('.Status');
  });
  return new Set(answering.map(([path]) => path.replace('/namespaces/{namespace}', '').replace('/{name}', '')));
}

const answeringObjects = pathsThatAnswerObjects();
const schemas: Record<string, PublishedSchema> = Object.assign(
  {},
  ...documents.map(({ components }) => components?.schemas),
);
write('apimachinery/schema/data/definitions.json', { ...compactDefinitions(schemas) });
write(
  'apiserver/discovery/data/resources.json',
  compactResources(read<Record<string, PublishedResourceList>>('discovery.json'), (path) => answeringObjects.has(path)),
);

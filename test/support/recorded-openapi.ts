/** The OpenAPI and discovery documents recorded from the real v1.28.15 server, when they lie beside the project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../../shared/openapi/v1.28.15');

export interface RecordedDocument {
  readonly paths: Record<string, unknown>;
  readonly components?: { readonly schemas?: Record<string, unknown> };
}

/** One recorded JSON file. */
export function recordedFile<T = unknown>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
}

/** The documents of `/openapi/v3`, each with its path in the index (`apis/apps/v1`). */
export function recordedDocuments(): { readonly path: string; readonly document: RecordedDocument }[] {
  const others = [
    'aggregated-discovery.json',
    'discovery.json',
    'openapi-v2.json',
    'openapi-v3-index.json',
    'README.md',
  ];
  return readdirSync(folder)
    .filter((name) => !others.includes(name))
    .map((name) => ({
      path: name
        .replace(/\.json$/, '')
        .replace('well-known__', '.well-known/')
        .replace('openid__', 'openid/')
        .replaceAll('__', '/'),
      document: recordedFile<RecordedDocument>(name),
    }));
}

/** A test against the recorded documents; where they are missing it is skipped, and the report says so. */
export function recordedOpenApi(name: string, body: () => void): void {
  if (existsSync(folder)) test(name, body);
  else test.skip(`${name} (needs the recorded documents in ${folder})`, body);
}

/**
 * Writes how Go encodes the fields of the API types (`lib/engine/apimachinery/schema/data/go-fields.json`), which the published
 * OpenAPI documents do not tell:
 *
 *     node --import tsx scripts/extract-go-fields.ts FOLDER
 *
 * FOLDER holds checkouts at v0.28.15 of kubernetes/api, apimachinery, apiextensions-apiserver and kube-aggregator, each under its name.
 * One entry per definition of `definitions.json`; its notation is read by `lib/engine/apimachinery/schema/go-fields.ts`.
 */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  definitionOf,
  goTypeOf,
  packageOf,
  publishedDefinitionNames,
} from '../lib/engine/apimachinery/schema/definitions';
import { publishedNameOf } from '../lib/engine/apimachinery/schema/definitions';
import { formatGoFields } from '../lib/engine/apimachinery/schema/go-fields';
import { unpublishedDefinitions } from '../lib/engine/apimachinery/schema/unpublished-definitions';
import { GoPackages } from './schemas/go-structs';

const checkouts = process.argv[2];
if (checkouts === undefined) throw new Error('which folder holds the checkouts?');
const packages = new GoPackages(resolve(checkouts));

/** `k8s.io/api/core/v1` of `core.v1.PodSpec`. */
function goPackageOf(name: string): string {
  const published = publishedNameOf(name);
  return published.slice('io.k8s.'.length, published.lastIndexOf('.')).replaceAll('.', '/').replace(/^/, 'k8s.io/');
}

function entryOf(name: string): [string, string] {
  const fields = packages.fieldsOf(goPackageOf(name), goTypeOf(name));
  if (!fields) throw new Error(`no Go struct for ${name} in ${goPackageOf(name)}`);
  const published = Object.keys(definitionOf(name)?.fields ?? {});
  const known = fields.filter((field) => published.includes(field.name));
  const missing = published.filter((field) => !fields.some(({ name: goName }) => goName === field));
  if (missing.length > 0)
    throw new Error(`${packageOf(name)} ${goTypeOf(name)}: no Go field for ${missing.join(', ')}`);
  if (known.length < fields.length)
    console.warn(
      `${name}: unpublished ${fields
        .filter((field) => !known.includes(field))
        .map((field) => field.name)
        .join(', ')}`,
    );
  return [name, formatGoFields(known)];
}

const lines = [...publishedDefinitionNames(), ...Object.keys(unpublishedDefinitions)]
  .filter((name) => definitionOf(name)?.leaf === undefined)
  .map(entryOf)
  .map(([name, fields]) => `${JSON.stringify(name)}:${JSON.stringify(fields)}`);
const text = `{\n${lines.join(',\n')}\n}\n`;
writeFileSync(join(__dirname, '../lib/engine/apimachinery/schema/data/go-fields.json'), text);
console.log(`${lines.length} structs, ${text.length} bytes`);

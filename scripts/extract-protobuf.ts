/**
 * Writes the numbers of the fields of the API types in protobuf (`lib/engine/apimachinery/protobuf/data/field-numbers.json`):
 *
 *     node --import tsx scripts/extract-protobuf.ts FOLDER
 *
 * FOLDER holds checkouts at v0.28.15 of kubernetes/api and kubernetes/apimachinery, each under its name. One entry per message that a
 * definition of `definitions.json` is made of; `lib/engine/apimachinery/protobuf/field-numbers.ts` tells the notation.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  definitionOf,
  goTypeOf,
  packageOf,
  publishedDefinitionNames,
  publishedNameOf,
} from '../lib/engine/apimachinery/schema/definitions';
import { unpublishedDefinitions } from '../lib/engine/apimachinery/schema/unpublished-definitions';

interface MessageField {
  readonly name: string;
  readonly type: string;
}

const checkouts = process.argv[2];
if (checkouts === undefined) throw new Error('which folder holds the checkouts?');
const folder = resolve(checkouts);
const packages = new Map<string, ReadonlyMap<string, readonly MessageField[]>>();

/** Messages of a package such as `io.k8s.api.core.v1`, their fields by number. */
function messagesOf(published: string): ReadonlyMap<string, readonly MessageField[]> {
  let messages = packages.get(published);
  if (!messages) {
    const path = `${join(folder, ...published.split('.').slice(2))}/generated.proto`;
    messages = existsSync(path) ? parseMessages(readFileSync(path, 'utf8')) : new Map();
    packages.set(published, messages);
  }
  return messages;
}

function parseMessages(text: string): ReadonlyMap<string, readonly MessageField[]> {
  const messages = new Map<string, readonly MessageField[]>();
  for (const [, name = '', body = ''] of text.matchAll(/^message (\w+) \{\n(.*?)^\}/gms)) {
    const fields: MessageField[] = [];
    for (const [, type = '', field = '', number = ''] of body.matchAll(
      /^ {2}(?:optional |repeated |required )?([\w.]+|map<.*?>) (\w+) = (\d+)/gm,
    ))
      fields[Number(number)] = { name: field, type };
    messages.set(name, fields);
  }
  return messages;
}

const lines: string[] = [];

/** Writes the entry of a message whose JSON is that of the definition `owner`; what is embedded gets one of its own. */
function write(name: string, owner: string): void {
  const published = publishedNameOf(owner);
  const fields = messagesOf(published.slice(0, published.lastIndexOf('.'))).get(goTypeOf(name));
  if (!fields) return;
  const known = definitionOf(owner)?.fields ?? {};
  const entry = Array.from(fields, (field, number) => {
    if (number === 0) return undefined;
    if (!field) return '';
    const json = Object.keys(known).find((candidate) => candidate.toLowerCase() === field.name.toLowerCase());
    return json ?? embedded(field, owner);
  });
  lines.push(`${JSON.stringify(name)}:${JSON.stringify(entry.slice(1).join(','))}`);
}

/** A message that Go embeds: its fields stand beside the others in JSON. */
function embedded({ type }: MessageField, owner: string): string {
  if (!/^[A-Z]\w*$/.test(type)) return '';
  const name = `${packageOf(owner)}.${type}`;
  const written = lines.some((line) => line.startsWith(`${JSON.stringify(name)}:`));
  if (!definitionOf(name)?.fields && !written) write(name, owner);
  return `=${name}`;
}

for (const name of [...publishedDefinitionNames(), ...Object.keys(unpublishedDefinitions)])
  if (definitionOf(name)?.leaf === undefined) write(name, name);
const text = `{\n${lines.join(',\n')}\n}\n`;
writeFileSync(join(__dirname, '../lib/engine/apimachinery/protobuf/data/field-numbers.json'), text);
console.log(`${lines.length} messages, ${text.length} bytes`);

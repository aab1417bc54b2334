/**
 * Strict validation as the v1.28 API server decodes: unknown and repeated fields, wrong types, and fields that the published schema
 * requires. Custom resources have no schema there.
 */
import { decodeAs, plainJson } from '../../lib/engine/apimachinery/json/decode';
import { parseJson, type ParsedJson, type RawObject } from '../../lib/engine/apimachinery/json/parse-json';
import { parseYaml } from '../../lib/engine/apimachinery/json/parse-yaml';
import { ParseError } from '../../lib/engine/apimachinery/parse-error';
import { builtinSchemas } from '../../lib/engine/apimachinery/schema/builtin-schemas';
import { type Schema } from '../../lib/engine/apimachinery/schema/schema';

/** What is wrong with a text of several YAML documents, and which kinds of custom resources were only parsed. */
export interface SchemaFindings {
  readonly wrong: string[];
  readonly custom: Set<string>;
  /** Objects that were checked against a schema. */
  readonly checked: number;
}

function missing(value: unknown, schema: Schema, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (schema.type === 'object') {
    const fields = value as Readonly<Record<string, unknown>>;
    const absent = schema.required
      .filter((name) => fields[name] === undefined)
      .map((name) => `${path}.${name} is missing`);
    const below = Object.entries(fields).flatMap(([name, field]) => {
      const inner = schema.fields.get(name);
      return inner ? missing(field, inner, `${path}.${name}`) : [];
    });
    return [...absent, ...below];
  }
  if (schema.type === 'list') {
    return (value as unknown[]).flatMap((item, i) => missing(item, schema.items, `${path}[${i}]`));
  }
  if (schema.type === 'map') {
    return Object.entries(value).flatMap(([key, item]) => missing(item, schema.values, `${path}.${key}`));
  }
  return [];
}

function check(raw: RawObject, findings: SchemaFindings): number {
  const { apiVersion, kind } = raw as { readonly apiVersion?: string; readonly kind?: string };
  const [version = '', group = ''] = String(apiVersion).split('/').reverse();
  const schema = builtinSchemas().schemaOf({ group, version, kind: String(kind) });
  if (!schema) {
    findings.custom.add(`${apiVersion}/${kind}`);
    return 0;
  }
  const id = `${kind}/${String((raw['metadata'] as RawObject | undefined)?.['name'])}`;
  try {
    const { unknown } = decodeAs(raw, schema, version);
    findings.wrong.push(
      ...unknown.map((path) => `${id}: unknown field ${path}`),
      ...missing(plainJson(raw), schema, id),
    );
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    findings.wrong.push(`${id}: ${error.message}`);
  }
  return 1;
}

function together(all: readonly SchemaFindings[]): SchemaFindings {
  return {
    wrong: all.flatMap(({ wrong }) => wrong),
    custom: new Set(all.flatMap(({ custom }) => [...custom])),
    checked: all.reduce((sum, { checked }) => sum + checked, 0),
  };
}

function checkParsed({ value, duplicates }: ParsedJson): SchemaFindings {
  const findings: SchemaFindings = { wrong: [...duplicates], custom: new Set(), checked: 0 };
  return value === null ? findings : { ...findings, checked: check(value as RawObject, findings) };
}

/** Validates every document of a YAML text. */
export function strictFindings(text: string): SchemaFindings {
  return together(text.split(/^---$/m).map((document) => checkParsed(parseYaml(document))));
}

/** Many objects are the same in many variations. */
const known = new Map<string, SchemaFindings>();

/** Validates objects. */
export function strictFindingsOf(objects: readonly unknown[]): SchemaFindings {
  return together(
    objects.map((object) => {
      const text = JSON.stringify(object);
      const findings = known.get(text) ?? checkParsed(parseJson(text));
      known.set(text, findings);
      return findings;
    }),
  );
}

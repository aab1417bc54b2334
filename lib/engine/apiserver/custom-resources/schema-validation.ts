/**
 * Validates a value against the schema of a custom resource, with upstream's messages.
 *
 * Upstream: k8s.io/kube-openapi/pkg/validation/validate, staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/validation/validation.go
 */
import { formatFloat } from '../../apimachinery/go-text';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { hasFormat } from './formats';
import { isIntOrString, itemsOf, type JsonSchema, propertyOf, valuesOf } from './json-schema';
import { isFound } from './regular-expression';

/** All faults of a value; `at` is the path of the value itself, '' for a resource. */
export function schemaFaults(value: JsonValue, schema: JsonSchema, at = ''): FieldError[] {
  return new SchemaValidation(at).validate(value, schema, '').errors;
}

/** Faults, each told once, and how many checks were made: the measure by which `anyOf` chooses whose faults to tell. */
class Result {
  readonly errors: FieldError[] = [];
  readonly #told = new Set<string>();
  checks = 0;

  get isValid(): boolean {
    return this.errors.length === 0;
  }

  add(error: FieldError): void {
    const text = String(error);
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.errors.push(error);
  }

  merge(other: Result): void {
    other.errors.forEach((error) => this.add(error));
    this.checks += other.checks;
  }
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (isIntOrString(schema)) return ['integer', 'string'];
  return schema.type ? [schema.type] : [];
}

function jsonTypeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return isJsonArray(value) ? 'array' : typeof value;
}

class SchemaValidation {
  constructor(private readonly base: string) {}

  validate(value: JsonValue, schema: JsonSchema, path: string): Result {
    const result = new Result();
    const checks = [
      this.#type,
      ...(value === null ? [] : [this.#combined, this.#text, this.#number, this.#list]),
      this.#enumeration,
      ...(value === null ? [] : [this.#members]),
    ];
    for (const check of checks) {
      check.call(this, value, schema, path, result);
      result.checks++;
    }
    return result;
  }

  /** Where faults are told: paths of upstream's validator start with a dot where a map is the root. */
  #at(path: string): string {
    const below = path.startsWith('.') ? path.slice(1) : path;
    if (this.base === '' || below === '') return this.base + below;
    return `${this.base}.${below}`;
  }

  #invalid(path: string, value: JsonValue, demand: string): FieldError {
    return FieldError.invalid(this.#at(path), value, `${path} in body ${demand}`);
  }

  #type(value: JsonValue, schema: JsonSchema, path: string, result: Result): void {
    const types = typesOf(schema);
    if (types.length === 0 || (value === null && schema.nullable)) return;
    const found = jsonTypeOf(value);
    const fits = types.includes(found) || (found === 'integer' && types.includes('number'));
    if (fits) return;
    const detail = `${path} in body must be of type ${types.join(',')}: ${JSON.stringify(found)}`;
    result.add(FieldError.typeInvalid(this.#at(path), found, detail));
  }

  #text(value: JsonValue, schema: JsonSchema, path: string, result: Result): void {
    if (typeof value !== 'string') return;
    const { maxLength, minLength, pattern, format } = schema;
    const length = [...value].length;
    if (maxLength !== undefined && length > maxLength)
      result.add(FieldError.tooLongMaxLength(this.#at(path), value, maxLength));
    else if (minLength !== undefined && length < minLength)
      result.add(this.#invalid(path, value, `should be at least ${minLength} chars long`));
    else if (pattern && !isFound(pattern, value)) result.add(this.#invalid(path, value, `should match '${pattern}'`));
    if (!format || hasFormat(value, format)) return;
    const detail = `${path} in body must be of type ${format}: ${JSON.stringify(value)}`;
    result.add(FieldError.typeInvalid(this.#at(path), value, detail));
  }

  #number(value: JsonValue, schema: JsonSchema, path: string, result: Result): void {
    if (typeof value !== 'number') return;
    const { multipleOf, maximum, minimum, exclusiveMaximum, exclusiveMinimum } = schema;
    const refuse = (demand: string, limit: number): void =>
      result.add(this.#invalid(path, value, `${demand} ${formatFloat(limit)}`));
    if (multipleOf !== undefined && multipleOf > 0 && !Number.isInteger(value / multipleOf))
      refuse('should be a multiple of', multipleOf);
    if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum))
      refuse(`should be greater than${exclusiveMinimum ? '' : ' or equal to'}`, minimum);
    if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum))
      refuse(`should be less than${exclusiveMaximum ? '' : ' or equal to'}`, maximum);
  }

  #list(value: JsonValue, schema: JsonSchema, path: string, result: Result): void {
    if (!isJsonArray(value)) return;
    const { minItems, maxItems, uniqueItems } = schema;
    const items = itemsOf(schema);
    if (items) value.forEach((item, index) => result.merge(this.validate(item, items, `${path}[${index}]`)));
    if (minItems !== undefined && value.length < minItems)
      result.add(this.#invalid(path, value.length, `should have at least ${minItems} items`));
    if (maxItems !== undefined && value.length > maxItems)
      result.add(FieldError.tooMany(this.#at(path), value.length, maxItems));
    if (uniqueItems && value.some((item, index) => value.slice(0, index).some((other) => sameJson(item, other))))
      result.add(this.#invalid(path, '', "shouldn't contain duplicates"));
  }

  #enumeration(value: JsonValue, schema: JsonSchema, path: string, result: Result): void {
    const { enum: values = [] } = schema;
    if (values.length === 0 || values.some((allowed) => sameJson(allowed, value))) return;
    const shown = values.map((allowed) => (typeof allowed === 'string' ? allowed : JSON.stringify(allowed)));
    result.add(FieldError.notSupported(this.#at(path), value, shown));
  }

  #members(value: JsonValue, schema: JsonSchema, path: string, result: Result): void {
    if (!isJsonObject(value)) return;
    this.#memberCount(value, schema, path, result);
    const values = valuesOf(schema);
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined || propertyOf(schema, name)) continue;
      if (values) result.merge(this.validate(member, values, `${path}.${name}`));
      else if (schema.additionalProperties === false)
        result.add(FieldError.invalid(this.#at(path), '', `${path}.${name} in body is a forbidden property`));
    }
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const member = value[name];
      if (Object.hasOwn(value, name) && member !== undefined)
        result.merge(this.validate(member, property, path === '' ? name : `${path}.${name}`));
    }
    for (const name of schema.required ?? [])
      if (!Object.hasOwn(value, name) || value[name] === undefined)
        result.add(FieldError.required(this.#at(`${path}.${name}`)));
  }

  #memberCount(value: JsonObject, schema: JsonSchema, path: string, result: Result): void {
    const { minProperties, maxProperties } = schema;
    const count = Object.keys(value).length;
    if (minProperties !== undefined && count < minProperties)
      result.add(this.#invalid(path, count, `should have at least ${minProperties} properties`));
    if (maxProperties !== undefined && count > maxProperties)
      result.add(FieldError.tooMany(this.#at(path), count, maxProperties));
  }

  /** `anyOf`, `oneOf`, `allOf`, `not`: their own faults name no field, those of the best alternative do. */
  #combined(value: JsonValue, schema: JsonSchema, path: string, result: Result): void {
    const refuse = (demand: string): void => {
      result.add(FieldError.invalid('<nil>', '', `${JSON.stringify(path)} ${demand}`));
    };
    const all = (schemas: readonly JsonSchema[] | undefined): Result[] =>
      (schemas ?? []).map((alternative) => this.validate(value, alternative, path));
    const any = all(schema.anyOf);
    if (any.length > 0 && !any.some((one) => one.isValid)) {
      refuse('must validate at least one schema (anyOf)');
      result.merge(bestOf(any));
    }
    const ones = all(schema.oneOf);
    const valid = ones.filter((one) => one.isValid).length;
    if (ones.length > 0 && valid !== 1) {
      const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
      refuse(`must validate one and only one schema (oneOf). ${found}`);
      if (valid === 0) result.merge(bestOf(ones));
    }
    const each = all(schema.allOf);
    each.forEach((one) => result.merge(one));
    if (each.some((one) => !one.isValid))
      refuse(`must validate all the schemas (allOf)${each.some((one) => one.isValid) ? '' : '. None validated'}`);
    if (schema.not && this.validate(value, schema.not, path).isValid) refuse('must not validate the schema (not)');
  }
}

function bestOf(results: readonly Result[]): Result {
  return results.reduce((best, next) => (next.checks > best.checks ? next : best));
}

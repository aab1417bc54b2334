/**
 * One version of a custom resource, ready for use: how objects are read in it, what they must be, what they look like in a table.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (getOrCreateServingInfoFor)
 */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import type { FieldError } from '../../apimachinery/validation/field-error';
import type { ConversionWebhook } from './conversion-webhook';
import type { VersionDefinition } from '../resource-definition';
import type {
  CustomResourceDefinition,
  CustomResourceSubresources,
  CustomResourceVersion,
  JsonSchema,
} from './json-schema';
import { ObjectRules } from './cel/object-rules';
import { objectShapeOf } from './object-shape';
import { decodeCustomObject, type ObjectReading, readStoredObject } from './object-decoding';
import { customPrinter } from './printer-columns';
import { schemaFaults } from './schema-validation';

const EVERYTHING: JsonSchema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

export class CustomVersion {
  readonly apiVersion: string;
  readonly schema: JsonSchema;
  readonly reading: ObjectReading;
  readonly subresources: CustomResourceSubresources;
  readonly kind: string;
  #rules: { readonly of: ObjectRules | undefined } | undefined;
  /** What was read of stored objects; each is read once. */
  readonly #read = new WeakMap<object, KubeObject>();

  constructor(
    definition: CustomResourceDefinition,
    readonly declared: CustomResourceVersion,
    /** @default objects of all versions are the same but for their apiVersion */
    private readonly conversion?: ConversionWebhook,
  ) {
    this.apiVersion = `${definition.spec.group}/${declared.name}`;
    this.schema = declared.schema?.openAPIV3Schema ?? EVERYTHING;
    this.reading = { schema: this.schema, shape: objectShapeOf(this.schema) };
    this.subresources = declared.subresources ?? {};
    this.kind = definition.spec.names.kind;
  }

  get hasStatus(): boolean {
    return this.subresources.status !== undefined;
  }

  /** A stored object in this version: converted, pruned and defaulted as the schema has it now. */
  read(stored: KubeObject): KubeObject {
    return this.#read.get(stored) ?? this.readAll([stored])[0]!;
  }

  readAll(stored: readonly KubeObject[]): KubeObject[] {
    const unread = stored.filter((object) => !this.#read.has(object));
    const foreign = unread.filter(({ apiVersion }) => apiVersion !== this.apiVersion);
    const converted = new Map(this.#convert(foreign).map((object, index) => [foreign[index]!, object]));
    for (const object of unread) {
      const versioned = converted.get(object) ?? object;
      this.#read.set(object, readStoredObject(versioned as JsonObject, this.reading) as KubeObject);
    }
    return stored.map((object) => this.#read.get(object)!);
  }

  /** What is about to be stored, as this version shows it where versions differ. */
  shown(object: KubeObject): KubeObject {
    return this.conversion && object.apiVersion !== this.apiVersion ? this.read(object) : object;
  }

  /** Objects of other versions in this one. */
  #convert(objects: readonly KubeObject[]): readonly KubeObject[] {
    const { apiVersion } = this;
    return this.conversion
      ? this.conversion.convert(objects, apiVersion)
      : objects.map((object) => ({ ...object, apiVersion }));
  }

  /** All faults against the schema; of the status alone where only that is written. */
  schemaFaults(object: KubeObject, statusOnly = false): FieldError[] {
    if (!statusOnly) return schemaFaults(object as JsonObject, this.schema);
    const { status } = object as JsonObject;
    const schema = this.schema.properties?.status;
    return status === undefined || !schema ? [] : schemaFaults(status, schema);
  }

  /** What clients of a deprecated version are told. */
  get #deprecationWarning(): string | undefined {
    const { deprecated, deprecationWarning } = this.declared;
    return deprecated ? (deprecationWarning ?? `${this.apiVersion} ${this.kind} is deprecated`) : undefined;
  }

  /** The rules written in CEL; undefined where there are none. Compiled when first asked for. */
  get rules(): ObjectRules | undefined {
    this.#rules ??= { of: ObjectRules.of(this.schema) };
    return this.#rules.of;
  }

  /** As routing, decoding and field ownership know it. */
  definition(storage: CustomVersion): VersionDefinition {
    return {
      name: this.declared.name,
      apiVersion: this.apiVersion,
      schema: this.reading.shape,
      applyDefaults: () => undefined,
      decode: (raw) => decodeCustomObject(raw, this.reading),
      toStorage: (object) =>
        object.apiVersion === storage.apiVersion || this.conversion ? storage.shown(object) : storage.renamed(object),
      fromStorage: (object) => this.read(object),
      ...(this.conversion ? { allFromStorage: (objects: readonly KubeObject[]) => this.readAll(objects) } : {}),
      served: this.declared.served,
      printer: customPrinter(this.declared.additionalPrinterColumns),
      deprecationWarning: this.#deprecationWarning,
    };
  }

  /** An object of a version that differs in nothing else. */
  renamed(object: KubeObject): KubeObject {
    return { ...object, apiVersion: this.apiVersion };
  }
}

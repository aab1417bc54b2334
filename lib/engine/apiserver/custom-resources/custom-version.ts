/**
 * One version of a custom resource, ready for use: how objects are read in it, what they must be, what they look like in a table.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (getOrCreateServingInfoFor)
 */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import type { FieldError } from '../../apimachinery/validation/field-error';
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

  /** A stored object in this version: its apiVersion changed, pruned and defaulted as the schema has it now. */
  read(stored: KubeObject): KubeObject {
    const known = this.#read.get(stored);
    if (known) return known;
    const versioned = stored.apiVersion === this.apiVersion ? stored : { ...stored, apiVersion: this.apiVersion };
    const read = readStoredObject(versioned as JsonObject, this.reading) as KubeObject;
    this.#read.set(stored, read);
    return read;
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

  /** As routing, decoding and field ownership know it; objects are stored in `storageApiVersion`. */
  definition(storageApiVersion: string): VersionDefinition {
    return {
      name: this.declared.name,
      apiVersion: this.apiVersion,
      schema: this.reading.shape,
      applyDefaults: () => undefined,
      decode: (raw) => decodeCustomObject(raw, this.reading),
      toStorage: (object) =>
        object.apiVersion === storageApiVersion ? object : { ...object, apiVersion: storageApiVersion },
      fromStorage: (object) => this.read(object),
      served: this.declared.served,
      printer: customPrinter(this.declared.additionalPrinterColumns),
      deprecationWarning: this.#deprecationWarning,
    };
  }
}

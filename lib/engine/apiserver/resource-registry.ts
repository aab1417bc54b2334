/** The resources that are served, looked up by group, version and plural, or by kind. Custom resources come and go. */
import type { GroupVersionKind, ObjectSchema, SchemaSource } from '../apimachinery/schema/schema';
import type { ResourceDefinition, VersionDefinition } from './resource-definition';

export interface ServedVersion {
  readonly definition: ResourceDefinition;
  readonly version: VersionDefinition;
}

export class ResourceRegistry implements SchemaSource {
  readonly #byPlural = new Map<string, ResourceDefinition>();
  readonly #byKind = new Map<string, ResourceDefinition>();
  #generation = 0;

  constructor(definitions: readonly ResourceDefinition[]) {
    for (const definition of definitions) this.add(definition);
  }

  /** Changes whenever a resource is added or removed; for caches of discovery and OpenAPI. */
  get generation(): number {
    return this.#generation;
  }

  add(definition: ResourceDefinition): void {
    this.#byPlural.set(`${definition.group}/${definition.plural}`, definition);
    this.#byKind.set(`${definition.group}/${definition.kind}`, definition);
    this.#generation++;
  }

  remove(group: string, plural: string): void {
    const definition = this.#byPlural.get(`${group}/${plural}`);
    if (!definition) return;
    this.#byPlural.delete(`${group}/${plural}`);
    this.#byKind.delete(`${group}/${definition.kind}`);
    this.#generation++;
  }

  /** All resources, in the order in which they were added. */
  all(): readonly ResourceDefinition[] {
    return [...this.#byPlural.values()];
  }

  find(group: string, plural: string): ResourceDefinition | undefined {
    return this.#byPlural.get(`${group}/${plural}`);
  }

  findKind(group: string, kind: string): ResourceDefinition | undefined {
    return this.#byKind.get(`${group}/${kind}`);
  }

  /** A resource in one served version. */
  served(group: string, version: string, plural: string): ServedVersion | undefined {
    const definition = this.find(group, plural);
    const found = definition?.versions.find((candidate) => candidate.name === version && candidate.served);
    return definition && found ? { definition, version: found } : undefined;
  }

  /** Whether the group is built in; what nobody serves in other groups is not even refused as a resource. */
  hasBuiltinGroup(group: string): boolean {
    for (const definition of this.#byPlural.values()) if (definition.group === group && !definition.custom) return true;
    return false;
  }

  servesVersion(group: string, version: string): boolean {
    return this.all().some(
      (definition) => definition.group === group && definition.versions.some((v) => v.name === version && v.served),
    );
  }

  schemaOf({ group, version, kind }: GroupVersionKind): ObjectSchema | undefined {
    return this.findKind(group, kind)?.versions.find((candidate) => candidate.name === version)?.schema;
  }
}

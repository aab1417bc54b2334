/**
 * Serves what CustomResourceDefinitions declare: settles their names, adds and removes their resources, and removes their objects with
 * them. What upstream's controllers do a moment after a write happens here with the write.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/{status,establish,finalizer}, pkg/apiserver
 */
import type { StoreTable } from '../../store/store-table';
import { timestamp, withMetadata, type ApiServerCore } from '../core';
import { SYSTEM_ADMIN, type Caller, type ResourceTarget } from '../request';
import type { ResourceDefinition } from '../resource-definition';
import type { ResourceStrategy } from '../strategy';
import { deleteObject } from '../verbs/delete';
import { updateObject } from '../verbs/update';
import { AutomanagedApiServices } from './automanaged-api-services';
import { ConversionWebhook } from './conversion-webhook';
import { customResourceOf, tableNameOf } from './custom-resource';
import { CLEANUP_FINALIZER, isTrue, nextStatus, withCondition } from './definition-conditions';
import { definitionStrategy } from './definition-strategy';
import type { CustomResourceDefinition, DefinitionStatus } from './json-schema';

const GROUP = 'apiextensions.k8s.io';
const PLURAL = 'customresourcedefinitions';
const caller: Caller = { user: SYSTEM_ADMIN, userAgent: 'kube-apiserver', warn: () => undefined };

/** Takes over CustomResourceDefinitions, those that the store has included. */
export function serveCustomResources(core: ApiServerCore): void {
  const builtin = core.registry.find(GROUP, PLURAL);
  if (!builtin) return;
  const custom = new CustomResources(core, builtin);
  core.registry.add(custom.definitions);
  custom.start();
}

class CustomResources {
  /** The resource of definitions, with a strategy that acts on what is written. */
  readonly definitions: ResourceDefinition;
  readonly #table: StoreTable<CustomResourceDefinition>;
  readonly #apiServices: AutomanagedApiServices;

  constructor(
    private readonly core: ApiServerCore,
    builtin: ResourceDefinition,
  ) {
    this.#table = core.store.table<CustomResourceDefinition>(builtin.table);
    this.#apiServices = new AutomanagedApiServices(core, this.#table);
    const strategy: ResourceStrategy<CustomResourceDefinition> = {
      ...definitionStrategy,
      afterCreate: (definition) => this.#settle(definition.metadata.name),
      afterUpdate: (definition) => this.#settle(definition.metadata.name),
      afterDelete: (definition) => this.#gone(definition),
    };
    this.definitions = { ...builtin, strategy: strategy as ResourceStrategy };
  }

  start(): void {
    for (const definition of this.#table.list()) this.#serve(definition);
  }

  /** Brings the status a step further, as often as there is one to take, and serves what is accepted. */
  #settle(name: string): void {
    const definition = this.#table.get(name);
    if (!definition) return;
    this.#apiServices.sync(definition.spec.group);
    if (definition.metadata.deletionTimestamp) {
      this.#serve(definition);
      return this.#cleanUp(definition);
    }
    const others = this.#table
      .list()
      .filter((other) => other.spec.group === definition.spec.group && other.metadata.name !== name);
    const status = nextStatus(definition, others, timestamp(this.core));
    // Each write of the status comes back here for the next step.
    if (status !== definition.status) this.#writeStatus(definition, status);
    else this.#serve(definition);
  }

  #writeStatus(definition: CustomResourceDefinition, status: DefinitionStatus, finalizers?: readonly string[]): void {
    const target = this.#target(definition, 'status');
    const changed = { ...definition, status };
    const object = finalizers ? withMetadata(changed, { finalizers }) : changed;
    updateObject(this.core, target, () => object, {}, caller);
  }

  #target(definition: CustomResourceDefinition, subresource: string): ResourceTarget {
    const version = this.definitions.storageVersion;
    return { definition: this.definitions, version, subresource, namespace: '', name: definition.metadata.name };
  }

  #serve(definition: CustomResourceDefinition): void {
    const { registry } = this.core;
    const { group, names } = definition.spec;
    if (!isTrue(definition, 'NamesAccepted') && !isTrue(definition, 'Established')) return;
    const served = registry.find(group, names.plural);
    if (served?.declared === definition || (served && !served.custom)) return;
    if (served) registry.remove(group, names.plural);
    const conversion = ConversionWebhook.of(definition, this.core.store, this.core.webhooks);
    registry.add(customResourceOf(definition, () => this.#settle(definition.metadata.name), conversion));
  }

  /** Removes the objects of a definition that is being deleted, then lets it go. */
  #cleanUp(definition: CustomResourceDefinition): void {
    if (!definition.metadata.finalizers?.includes(CLEANUP_FINALIZER)) return;
    const table = this.core.store.table(tableNameOf(definition));
    const served = this.core.registry.find(definition.spec.group, definition.spec.names.plural);
    if (served) for (const object of table.list()) if (!object.metadata.deletionTimestamp) this.#remove(served, object);
    const current = this.#table.get(definition.metadata.name);
    if (!current || table.size > 0) return;
    const finalizers = current.metadata.finalizers?.filter((finalizer) => finalizer !== CLEANUP_FINALIZER) ?? [];
    if (finalizers.length === current.metadata.finalizers?.length) return;
    const reason = served ? 'InstanceDeletionCompleted' : 'NeverEstablished';
    const message = served ? 'removed all instances' : 'resource was never established';
    const condition = { type: 'Terminating', status: 'False', reason, message } as const;
    this.#writeStatus(current, withCondition(current.status, condition, timestamp(this.core)), finalizers);
  }

  #remove(definition: ResourceDefinition, object: CustomResourceObject): void {
    const { namespace = '', name } = object.metadata;
    const target = { definition, version: definition.storageVersion, subresource: '', namespace, name };
    deleteObject(this.core, target, {}, caller);
  }

  /** The names are free again: others may have waited for them. */
  #gone(definition: CustomResourceDefinition): void {
    this.core.registry.remove(definition.spec.group, definition.spec.names.plural);
    this.#apiServices.sync(definition.spec.group);
    for (const other of this.#table.list())
      if (other.spec.group === definition.spec.group) this.#settle(other.metadata.name);
  }
}

type CustomResourceObject = ReturnType<StoreTable['list']>[number];

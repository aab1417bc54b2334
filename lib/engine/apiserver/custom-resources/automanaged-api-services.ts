/**
 * Keeps an APIService for each group version that CustomResourceDefinitions declare, and puts right what others make of those it keeps.
 * What upstream's controllers do a moment after a write happens here with the write.
 *
 * Upstream: pkg/controlplane/controller/crdregistration/crdregistration_controller.go,
 * staging/src/k8s.io/kube-aggregator/pkg/controllers/autoregister/autoregister_controller.go
 */

import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import type { StoreTable } from '../../store/store-table';
import type { ApiServerCore } from '../core';
import { SYSTEM_ADMIN, type Caller, type ResourceTarget } from '../request';
import type { ResourceDefinition } from '../resource-definition';
import type { ApiService } from '../resources/api-services';
import { createObject } from '../verbs/create';
import { deleteObject } from '../verbs/delete';
import { updateObject } from '../verbs/update';
import type { CustomResourceDefinition } from './json-schema';

const GROUP = 'apiregistration.k8s.io';
const PLURAL = 'apiservices';
const AUTOMANAGED = 'kube-aggregator.kubernetes.io/automanaged';
/** Custom groups come after those of Kubernetes; their versions are ordered by their names. */
const GROUP_PRIORITY = 1000;
const VERSION_PRIORITY = 100;

const caller: Caller = { user: SYSTEM_ADMIN, userAgent: 'kube-apiserver', warn: () => undefined };

export class AutomanagedApiServices {
  readonly #services: StoreTable<ApiService>;
  /** The resource of APIServices, with a strategy that acts on what is written. */
  readonly #definition: ResourceDefinition;

  constructor(
    private readonly core: ApiServerCore,
    private readonly definitions: StoreTable<CustomResourceDefinition>,
  ) {
    const builtin = core.registry.find(GROUP, PLURAL);
    if (!builtin) throw new Error('APIServices are not served');
    const strategy = builtin.strategy;
    const check = ({ spec }: KubeObject): void => this.sync((spec as ApiService['spec'])?.group ?? '');
    this.#definition = { ...builtin, strategy: { ...strategy, afterUpdate: check, afterDelete: check } };
    this.#services = core.store.table<ApiService>(builtin.table);
    core.registry.add(this.#definition);
  }

  /** Creates, corrects and deletes those of a group. */
  sync(group: string): void {
    const wanted = this.#versionsOf(group);
    for (const version of wanted) this.#keep(group, version);
    for (const service of this.#services.list()) {
      const { spec, metadata } = service;
      if (spec?.group === group && isAutomanaged(service) && !wanted.has(spec.version ?? ''))
        deleteObject(this.core, this.#target(metadata.name), {}, caller);
    }
  }

  #versionsOf(group: string): Set<string> {
    const declared = this.definitions.list().filter(({ spec }) => spec.group === group);
    return new Set(
      declared.flatMap(({ spec }) => (spec.versions ?? []).filter(({ served }) => served).map(({ name }) => name)),
    );
  }

  #keep(group: string, version: string): void {
    const name = `${version}.${group}`;
    const spec = { group, version, groupPriorityMinimum: GROUP_PRIORITY, versionPriority: VERSION_PRIORITY };
    const current = this.#services.get(name);
    if (!current) {
      const metadata = { name, labels: { [AUTOMANAGED]: 'true' } };
      const service = { kind: 'APIService', apiVersion: `${GROUP}/v1`, metadata, spec } as unknown as KubeObject;
      createObject(this.core, this.#target(''), service, {}, caller);
    } else if (isAutomanaged(current) && !sameJson(current.spec as JsonObject | undefined, spec)) {
      updateObject(this.core, this.#target(name), () => ({ ...current, spec }) as unknown as KubeObject, {}, caller);
    }
  }

  #target(name: string): ResourceTarget {
    const definition = this.#definition;
    return { definition, version: definition.storageVersion, subresource: '', namespace: '', name };
  }
}

/** Those that are only made when the server starts are nobody's afterwards. */
function isAutomanaged({ metadata }: ApiService): boolean {
  return metadata.labels?.[AUTOMANAGED] === 'true';
}

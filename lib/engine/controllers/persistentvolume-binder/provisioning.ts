/**
 * Hands a claim for which there is no volume to whoever makes volumes of its class.
 *
 * Upstream: pkg/controller/volume/persistentvolume/pv_controller.go (provisionClaim, findProvisionablePlugin)
 * Differs: kubernetes.io/portworx-volume and kubernetes.io/rbd, the last provisioners built in, are not there.
 */
import type { PersistentVolumeClaim } from '../../apimachinery/api/core-v1';
import type { StorageClass } from '../../apimachinery/api/storage-v1';
import { quote } from '../../apimachinery/go-text';
import { isStatusError, notFound } from '../../apimachinery/status-error';
import { annotationOf, BETA_STORAGE_PROVISIONER, STORAGE_PROVISIONER } from '../../apimachinery/volumes/annotations';
import { pluginNamed } from '../../apimachinery/volumes/in-tree-plugins';
import { withAnnotation } from '../../apimachinery/volumes/matching-volume';
import { classOfClaim } from '../../apimachinery/volumes/storage-class-of';
import type { EventRecorder } from '../../client/event-recorder';
import type { Binding } from './binding';
import { migratedClaim } from './migration';
import type { Storage } from './storage';

const BUILT_IN = 'kubernetes.io/';
const HOST_PATH = 'kubernetes.io/host-path';
/** Plugins of the controller manager that make no volumes. */
const NOT_PROVISIONING = ['kubernetes.io/nfs', 'kubernetes.io/local-volume', 'kubernetes.io/csi'];

export class Provisioning {
  constructor(
    private readonly storage: Storage,
    private readonly binding: Binding,
    private readonly events: EventRecorder,
  ) {}

  provision(claim: PersistentVolumeClaim): void {
    const storageClass = this.storage.classOf(claim);
    const obstacle = storageClass ? builtInObstacle(storageClass) : missingClass(classOfClaim(claim));
    if (!storageClass || obstacle !== undefined) return this.#fail(claim, obstacle ?? '');
    const { provisioner } = storageClass;
    const name = pluginNamed(provisioner)?.driver ?? provisioner;
    const told = this.#tell(claim, name);
    if (!told) return;
    if (provisioner === HOST_PATH) {
      const what = `provisioning in volume plugin ${quote(provisioner)} is disabled`;
      return this.#fail(told, `Failed to create provisioner: ${what}`);
    }
    const message =
      `Waiting for a volume to be created either by the external provisioner '${name}' or manually by the system administrator. ` +
      'If volume creation is delayed, please verify that the provisioner is running and correctly registered.';
    this.events.event(told, 'Normal', 'ExternalProvisioning', message);
  }

  /** Undefined where it could not be written. */
  #tell(claim: PersistentVolumeClaim, provisioner: string): PersistentVolumeClaim | undefined {
    if (annotationOf(claim, STORAGE_PROVISIONER) === provisioner) return claim;
    const told = withAnnotation(
      withAnnotation(claim, BETA_STORAGE_PROVISIONER, provisioner),
      STORAGE_PROVISIONER,
      provisioner,
    );
    try {
      return this.binding.updateClaim(migratedClaim(told));
    } catch (error) {
      if (!isStatusError(error)) throw error;
      this.#fail(claim, `Error saving claim: ${error.message}`);
      return undefined;
    }
  }

  #fail(claim: PersistentVolumeClaim, message: string): void {
    this.events.event(claim, 'Warning', 'ProvisioningFailed', message);
  }
}

function missingClass(name: string): string {
  return notFound({ group: 'storage.k8s.io', resource: 'storageclass' }, name).message;
}

/** Why a class whose provisioner is built in gives no volumes; undefined where somebody outside makes them. */
function builtInObstacle({ provisioner }: StorageClass): string | undefined {
  if (!provisioner.startsWith(BUILT_IN) || provisioner === HOST_PATH || pluginNamed(provisioner)) return undefined;
  if (NOT_PROVISIONING.includes(provisioner)) return 'no provisionable volume plugin matched';
  return `no volume plugin matched name: ${provisioner}`;
}

/**
 * The volumes of a pod: a name each, exactly one source each.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateVolumes, validateVolumeSource)
 */
import type { Volume } from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { dns1123LabelFaults, dns1123SubdomainFaults } from '../../../apimachinery/validation/names';
import { exactlyOne, fields, given, matches, required, type Alternative, type Rule } from '../../validation/rules';
import { claimTemplateRule } from './claim-template-rule';
import type { PodSpecContext } from './pod-context';
import { configMapRule, downwardApiRule, projectedRule, secretRule } from './projected-volume-rules';
import type { VolumeContext } from './volume-context';
import * as sources from './volume-source-rules';
import type { VolumeSource } from './pod-types';

type EphemeralSource = NonNullable<VolumeSource['ephemeral']>;

/** The claim that will be made has a name made of the pod's and the volume's. */
const ephemeralRule: Rule<EphemeralSource, VolumeContext> = given(({ volumeClaimTemplate }, at, report, context) => {
  if (!volumeClaimTemplate) report(FieldError.required(at.child('volumeClaimTemplate')));
  else claimTemplateRule(volumeClaimTemplate, at.child('volumeClaimTemplate'), report, undefined);
  const { podName, volume, place } = context;
  if (!podName || !volume.name) return;
  const claim = `${podName}-${volume.name}`;
  for (const fault of dns1123SubdomainFaults(claim)) {
    report(FieldError.invalid(place.child('name'), volume.name, `PVC name "${claim}": ${fault}`));
  }
});

/** In upstream's order and with its names in paths, oddities included. */
const ALTERNATIVES: readonly Alternative<Volume, VolumeContext>[] = [
  { member: 'emptyDir', rule: sources.emptyDirRule },
  { member: 'hostPath', rule: sources.hostPathRule },
  { member: 'gitRepo', rule: sources.gitRepoRule },
  { member: 'gcePersistentDisk', rule: sources.gcePersistentDiskRule, faultsAt: 'persistentDisk' },
  { member: 'awsElasticBlockStore', rule: sources.awsElasticBlockStoreRule },
  { member: 'secret', rule: secretRule },
  { member: 'nfs', rule: sources.nfsRule },
  {
    member: 'iscsi',
    rule: sources.iscsiRule,
    own: ({ name, iscsi }, at, report) => sources.iscsiNameLengthFaults(name, iscsi!, at, report),
  },
  { member: 'glusterfs', rule: sources.glusterfsRule },
  { member: 'flocker', rule: sources.flockerRule },
  { member: 'persistentVolumeClaim', rule: sources.persistentVolumeClaimRule },
  { member: 'rbd', rule: sources.rbdRule },
  { member: 'cinder', rule: sources.cinderRule },
  { member: 'cephfs', rule: sources.cephfsRule, forbiddenAt: 'cephFS' },
  { member: 'quobyte', rule: sources.quobyteRule },
  { member: 'downwardAPI', rule: downwardApiRule, forbiddenAt: 'downwarAPI' },
  { member: 'fc', rule: sources.fcRule },
  { member: 'flexVolume', rule: sources.flexVolumeRule },
  { member: 'configMap', rule: configMapRule },
  { member: 'azureFile', rule: sources.azureFileRule },
  { member: 'vsphereVolume', rule: sources.vsphereVolumeRule },
  { member: 'photonPersistentDisk', rule: sources.photonPersistentDiskRule },
  { member: 'portworxVolume', rule: sources.portworxVolumeRule },
  { member: 'azureDisk', rule: sources.azureDiskRule },
  { member: 'storageos', rule: sources.storageOsRule },
  { member: 'projected', rule: projectedRule },
  { member: 'scaleIO', rule: sources.scaleIoRule },
  { member: 'csi', rule: sources.csiRule },
  { member: 'ephemeral', rule: ephemeralRule },
];

const sourceRule: Rule<Volume, VolumeContext> = exactlyOne<Volume, VolumeContext>(
  { more: 'may not specify more than 1 volume type', none: 'must specify a volume type' },
  ALTERNATIVES,
);

const nameRule: Rule<Volume> = fields<Volume>({ name: required(matches(dns1123LabelFaults)) });

/** Also notes in the context which volumes containers may use: those without a fault. */
export const volumesRule: Rule<readonly Volume[], PodSpecContext> = given((volumes, at, report, context) => {
  const { podName } = context;
  const claims = new Set(volumes.filter(({ ephemeral }) => ephemeral).map(({ name }) => `${podName}-${name}`));
  volumes.forEach((volume, index) => {
    const place = at.index(index);
    let found = false;
    const reportFound = (error: FieldError): void => {
      found = true;
      report(error);
    };
    sourceRule(volume, place, reportFound, { ...context, volume, place });
    nameRule(volume, place, reportFound, undefined);
    if (context.volumes.has(volume.name)) reportFound(FieldError.duplicate(place.child('name'), volume.name));
    if (!found) context.volumes.set(volume.name, volume);
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && podName && claims.has(claim)) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume';
      report(FieldError.invalid(place.child('persistentVolumeClaim', 'claimName'), claim, detail));
    }
  });
});

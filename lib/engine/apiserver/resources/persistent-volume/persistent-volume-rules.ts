/**
 * The spec of a PersistentVolume, of one that exists or of one that a VolumeAttachment carries along.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidatePersistentVolumeSpec)
 */
import { byteLength } from '../../../apimachinery/go-text';
import { Quantity } from '../../../apimachinery/quantity';
import { wasGivenEmpty } from '../../../apimachinery/schema/normalize';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { goMap, GoValue } from '../../../apimachinery/validation/go-value';
import { dns1123LabelFaults, dns1123SubdomainFaults } from '../../../apimachinery/validation/names';
import { noBackstepsRule } from '../../validation/path-rules';
import {
  between,
  exactlyOne,
  fields,
  given,
  matches,
  oneOf,
  optional,
  required,
  type Alternative,
  type Check,
  type Report,
  type Rule,
} from '../../validation/rules';
import { accessModesRule, volumeModeRule } from '../claim-spec-rule';
import type { ISCSIVolumeSource } from '../../../apimachinery/api/core-v1';
import type { ResourceList } from '../pod/pod-types';
import { nodeSelectorRule } from '../pod/affinity-rules';
import * as sources from '../pod/volume-source-rules';
import type { PersistentVolumeSpec, SecretReference } from '../../../apimachinery/api/core-v1';
import type { PersistentVolumeSource } from './persistent-volume-types';

/** What the rules of sources know besides the source. */
interface VolumeContext {
  readonly volumeName: string;
}

type Source<K extends keyof PersistentVolumeSource> = NonNullable<PersistentVolumeSource[K]>;

const INLINE = 'in the context of inline volumes';

// ---- sources ------------------------------------------------------------------------------------------------------------------

const secretReferenceRule: Rule<SecretReference> = fields<SecretReference>({
  name: required(matches(dns1123SubdomainFaults)),
  namespace: required(matches(dns1123LabelFaults)),
});

const namedSecretRule: Rule<SecretReference> = fields<SecretReference>({ name: required(), namespace: required() });

const glusterfsRule: Rule<Source<'glusterfs'>> = fields<Source<'glusterfs'>>({
  endpoints: required(),
  path: required(),
  endpointsNamespace: given((namespace, at, report) => {
    const detail = 'if the endpointnamespace is set, it must be a valid namespace name';
    const faults = namespace === '' ? [detail] : dns1123LabelFaults(namespace);
    for (const fault of faults) report(FieldError.invalid(at, namespace, fault));
  }),
});

function iscsiFaults(name: string): string[] {
  return sources.iscsiNameFaults(name).length > 0 ? ['must be valid format'] : [];
}

/** The initiator's name on the node is made of the volume's name and the portal. */
const initiatorLength: Check<ISCSIVolumeSource, VolumeContext> = (iscsi, at, report, { volumeName }) => {
  const { targetPortal = '', initiatorName } = iscsi;
  if (initiatorName === undefined || byteLength(`${volumeName}:${targetPortal}`) <= 64) return;
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  report(FieldError.invalid(at.child('targetportal'), targetPortal, detail));
};

const iscsiRule: Rule<ISCSIVolumeSource, VolumeContext> = given((iscsi, at, report, context) => {
  if (!iscsi.targetPortal) report(FieldError.required(at.child('targetPortal')));
  initiatorLength(iscsi, at, report, context);
  required(matches(iscsiFaults))(iscsi.iqn, at.child('iqn'), report, undefined);
  between(0, 255)(iscsi.lun, at.child('lun'), report, undefined);
  if ((iscsi.chapAuthDiscovery || iscsi.chapAuthSession) && !iscsi.secretRef) {
    report(FieldError.required(at.child('secretRef')));
  }
  if (iscsi.secretRef && !iscsi.secretRef.name) report(FieldError.required(at.child('secretRef', 'name')));
  matches(iscsiFaults)(iscsi.initiatorName, at.child('initiatorname'), report, undefined);
});

const cinderRule = fields<Source<'cinder'>>({ volumeID: required(), secretRef: namedSecretRule });

const azureFileRule = fields<Source<'azureFile'>>({
  secretName: required(),
  shareName: required(),
  secretNamespace: given((namespace, at, report) => {
    if (namespace === '') report(FieldError.required(at));
  }),
});

const localRule = fields<Source<'local'>>({ path: required(noBackstepsRule) });

const storageOsRule = fields<Source<'storageos'>>({
  volumeName: required(matches(dns1123LabelFaults)),
  volumeNamespace: optional(matches(dns1123LabelFaults)),
  secretRef: namedSecretRule,
});

const csiRule = fields<Source<'csi'>>({
  driver: sources.csiDriverNameRule,
  volumeHandle: required(),
  controllerPublishSecretRef: secretReferenceRule,
  controllerExpandSecretRef: secretReferenceRule,
  nodePublishSecretRef: secretReferenceRule,
  nodeExpandSecretRef: secretReferenceRule,
});

/** A local volume is somewhere: told only where it is the volume's source. */
const needsNode: Check<PersistentVolumeSpec, VolumeContext> = (spec, at, report) => {
  if (!spec.nodeAffinity) report(FieldError.required(at.child('nodeAffinity'), 'Local volume requires node affinity'));
};

/** In upstream's order and with its names in paths, oddities included. */
const ALTERNATIVES: readonly Alternative<PersistentVolumeSpec, VolumeContext>[] = [
  { member: 'hostPath', rule: sources.hostPathRule },
  { member: 'gcePersistentDisk', rule: sources.gcePersistentDiskRule, faultsAt: 'persistentDisk' },
  { member: 'awsElasticBlockStore', rule: sources.awsElasticBlockStoreRule },
  { member: 'glusterfs', rule: glusterfsRule },
  { member: 'flocker', rule: sources.flockerRule },
  { member: 'nfs', rule: sources.nfsRule },
  { member: 'rbd', rule: sources.rbdRule },
  { member: 'quobyte', rule: sources.quobyteRule },
  { member: 'cephfs', rule: sources.cephfsRule, forbiddenAt: 'cephFS' },
  { member: 'iscsi', rule: iscsiRule },
  { member: 'cinder', rule: cinderRule },
  { member: 'fc', rule: sources.fcRule },
  { member: 'flexVolume', rule: sources.flexVolumeRule, evenIfFurther: true },
  { member: 'azureFile', rule: azureFileRule },
  { member: 'vsphereVolume', rule: sources.vsphereVolumeRule },
  { member: 'photonPersistentDisk', rule: sources.photonPersistentDiskRule },
  { member: 'portworxVolume', rule: sources.portworxVolumeRule },
  { member: 'azureDisk', rule: sources.azureDiskRule },
  { member: 'scaleIO', rule: sources.scaleIoRule },
  { member: 'local', rule: localRule, ownIfFirst: needsNode },
  { member: 'storageos', rule: storageOsRule },
  { member: 'csi', rule: csiRule },
];

const sourceRule = exactlyOne<PersistentVolumeSpec, VolumeContext>(
  { more: 'may not specify more than 1 volume type', none: 'must specify a volume type' },
  ALTERNATIVES,
);

// ---- the rest of the spec -------------------------------------------------------------------------------------------------------

function shownList(list: ResourceList | undefined): GoValue {
  const amounts = Object.entries(list ?? {}).map(([name, text]) => {
    return [name, new GoValue(Quantity.parse(text).goSyntax(false))] as const;
  });
  return goMap('resource.Quantity', list && Object.fromEntries(amounts), 'core.ResourceList');
}

/** Storage, and nothing else. */
const capacityRule: Check<PersistentVolumeSpec> = (spec, root, report) => {
  const at = root.child('capacity');
  const capacity = spec.capacity ?? (wasGivenEmpty(spec, 'capacity') ? {} : undefined);
  const names = Object.keys(capacity ?? {}).sort();
  if (names.length === 0) report(FieldError.required(at));
  if (names.length !== 1 || names[0] !== 'storage') {
    report(FieldError.notSupported(at, shownList(capacity), ['storage']));
  }
  for (const name of names) {
    const amount = Quantity.parse(capacity![name]!);
    if (amount.value() < 0)
      report(FieldError.invalid(at.key(name), amount.value(), 'must be a valid resource quantity'));
    if (amount.sign <= 0) report(FieldError.invalid(at.key(name), amount.toString(), 'must be greater than zero'));
  }
};

/** A recycler of the whole disk of a node would not be wise. */
const noRecyclingOfRoot: Check<PersistentVolumeSpec> = (spec, at, report) => {
  const { hostPath, persistentVolumeReclaimPolicy: policy } = spec;
  if (!hostPath?.path?.startsWith('/') || policy !== 'Recycle') return;
  if (cleaned(hostPath.path) !== '/') return;
  const detail = "may not be 'recycle' for a hostPath mount of '/'";
  report(FieldError.forbidden(at.child('persistentVolumeReclaimPolicy'), detail));
};

/** An absolute path without steps that lead nowhere. */
function cleaned(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}

const nodeAffinityRule: Rule<NonNullable<PersistentVolumeSpec['nodeAffinity']>> = fields<
  NonNullable<PersistentVolumeSpec['nodeAffinity']>
>({
  required: (selector, at, report, context) => {
    if (selector) nodeSelectorRule(selector, at, report, context);
    else report(FieldError.required(at, 'must specify required node constraints'));
  },
});

const modesGiven: Check<PersistentVolumeSpec> = ({ accessModes }, at, report) => {
  if (!accessModes?.length) report(FieldError.required(at.child('accessModes')));
};

/** @param volumeName is part of what some sources are called on a node. */
export function persistentVolumeSpecFaults(
  spec: PersistentVolumeSpec,
  volumeName: string,
  at: FieldPath,
  report: Report,
): void {
  modesGiven(spec, at, report, undefined);
  accessModesRule(spec.accessModes, at.child('accessModes'), report, undefined);
  capacityRule(spec, at, report, undefined);
  const policy = at.child('persistentVolumeReclaimPolicy');
  optional(oneOf<string>('Delete', 'Recycle', 'Retain'))(spec.persistentVolumeReclaimPolicy, policy, report, undefined);
  nodeAffinityRule(spec.nodeAffinity, at.child('nodeAffinity'), report, undefined);
  sourceRule(spec, at, report, { volumeName });
  noRecyclingOfRoot(spec, at, report, undefined);
  const className = at.child('storageClassName');
  optional(matches(dns1123SubdomainFaults))(spec.storageClassName, className, report, undefined);
  volumeModeRule(spec.volumeMode, at.child('volumeMode'), report, undefined);
}

/** A volume that exists nowhere but in a VolumeAttachment: of CSI, and without what matters for binding. */
export function inlineVolumeSpecFaults(spec: PersistentVolumeSpec, at: FieldPath, report: Report): void {
  const refuse = (member: string, detail = `may not be specified ${INLINE}`): void =>
    report(FieldError.forbidden(at.child(member), detail));
  if (spec.claimRef) refuse('claimRef');
  if (Object.keys(spec.capacity ?? {}).length > 0) refuse('capacity');
  if (!spec.csi) report(FieldError.required(at.child('csi'), `has to be specified ${INLINE}`));
  modesGiven(spec, at, report, undefined);
  accessModesRule(spec.accessModes, at.child('accessModes'), report, undefined);
  const { persistentVolumeReclaimPolicy: policy = '', volumeMode = 'Filesystem' } = spec;
  if (policy !== '' && policy !== 'Retain') refuse('persistentVolumeReclaimPolicy', `may only be Retain ${INLINE}`);
  if (spec.nodeAffinity) refuse('nodeAffinity');
  sourceRule(spec, at, report, { volumeName: '' });
  if (spec.storageClassName) refuse('storageClassName');
  if (volumeMode !== 'Filesystem') refuse('volumeMode', `may not specify volumeMode other than Filesystem ${INLINE}`);
}

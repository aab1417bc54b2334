/**
 * VolumeAttachment: a volume that is to be attached to a node.
 *
 * Upstream: pkg/registry/storage/volumeattachment/strategy.go, pkg/apis/storage/validation/validation.go (ValidateVolumeAttachment)
 */
import type {
  VolumeAttachment,
  VolumeAttachmentSource,
  VolumeAttachmentSpec,
  VolumeAttachmentStatus,
  VolumeError,
} from '../../apimachinery/api/storage-v1';
import { byteLength } from '../../apimachinery/go-text';
import type { JsonObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goPointer, goStruct, type GoValue } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { objectMetaFaults } from '../validation/object-meta';
import { faultsOf, fields, given, type Check, type Rule } from '../validation/rules';
import { kindStrategy, type ChangeRule } from './kind-strategy';
import { inlineVolumeSpecFaults } from './persistent-volume/persistent-volume-rules';
import { csiDriverNameRule } from './pod/volume-source-rules';

const METADATA = { namespaced: false, name: nameIsDnsSubdomain } as const;
const MAX_METADATA_BYTES = 256 * 1024;
const MAX_MESSAGE_BYTES = 1024;

const sourceRule: Rule<VolumeAttachmentSource> = (source = {}, at, report) => {
  const { persistentVolumeName: name, inlineVolumeSpec: inline } = source;
  const detail = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (inline && name !== undefined) report(FieldError.forbidden(at, detail));
  else if (name === '') {
    const empty = 'must specify non empty persistentVolumeName';
    report(FieldError.required(at.child('persistentVolumeName'), empty));
  } else if (inline) inlineVolumeSpecFaults(inline, at.child('inlineVolumeSpec'), report);
  else if (name === undefined) report(FieldError.required(at, detail));
};

const specRule = fields<VolumeAttachmentSpec>({
  attacher: (attacher, at, report) => {
    if (!attacher) report(FieldError.required(at));
  },
  source: sourceRule,
  nodeName: (name = '', at, report) => {
    for (const fault of nameIsDnsSubdomain(name)) report(FieldError.invalid(at, name, fault));
  },
});

/** The limit that is told is not the one that is held: so upstream does. */
const errorRule = fields<VolumeError>({
  message: given((message, at, report) => {
    if (byteLength(message) > MAX_MESSAGE_BYTES) report(FieldError.tooLong(at, message, MAX_METADATA_BYTES));
  }),
});

const statusRule = fields<VolumeAttachmentStatus>({
  attachmentMetadata: given((metadata, at, report) => {
    const texts = Object.entries(metadata).flat();
    const bytes = texts.reduce((sum, text) => sum + byteLength(text), 0);
    if (bytes > MAX_METADATA_BYTES) report(FieldError.tooLong(at, '', MAX_METADATA_BYTES));
  }),
  attachError: errorRule,
  detachError: errorRule,
});

const usualRule = fields<VolumeAttachment>({ spec: specRule, status: statusRule });

/** What only this version asks of new objects. */
const newRule: Check<VolumeAttachment> = ({ spec }, at, report, context) => {
  csiDriverNameRule(spec?.attacher, at.child('spec.attacher'), report, context);
  const name = spec?.source?.persistentVolumeName;
  if (name === undefined) return;
  for (const fault of nameIsDnsSubdomain(name)) {
    report(FieldError.invalid(at.child('spec.source.persistentVolumeName'), name, fault));
  }
};

/** The members twice, as upstream does, and that the spec is what it was. */
const changeRule: ChangeRule<VolumeAttachment> = (attachment, old, at, report) => {
  for (let time = 0; time < 2; time++) {
    objectMetaFaults(attachment, METADATA).forEach(report);
    faultsOf(usualRule, attachment, FieldPath.root).forEach(report);
  }
  if (sameJson((attachment.spec ?? {}) as JsonObject, (old.spec ?? {}) as JsonObject)) return;
  report(FieldError.invalid(at.child('spec'), shown(attachment.spec ?? {}), 'field is immutable'));
};

const usual = kindStrategy<VolumeAttachment>({
  ...METADATA,
  rule: given((attachment, at, report, context) => {
    usualRule(attachment, at, report, context);
    newRule(attachment, at, report, context);
  }),
  changeRule,
  onUpdate: ['change'],
  status: { initial: { attached: false }, resetFields: ['metadata', 'spec'] },
  allowUnconditionalUpdate: false,
  answersDeletedObject: true,
});

/** Through `status` metadata stays, but for what the server keeps itself. */
export const volumeAttachments: typeof usual = {
  ...usual,
  subresources: {
    status: {
      prepareForUpdate: (object, old) => ({
        ...old,
        metadata: {
          ...old.metadata,
          resourceVersion: object.metadata.resourceVersion,
          ...(object.metadata.managedFields ? { managedFields: object.metadata.managedFields } : {}),
        },
        status: object.status,
      }),
      validateUpdate: usual.validateUpdate?.bind(usual),
      resetFields: ['metadata', 'spec'],
    },
  },
};

function shown({ attacher = '', source = {}, nodeName = '' }: VolumeAttachmentSpec): GoValue {
  return goStruct('storage.VolumeAttachmentSpec', {
    Attacher: attacher,
    Source: goStruct('storage.VolumeAttachmentSource', {
      PersistentVolumeName: goPointer('string', source.persistentVolumeName !== undefined),
      InlineVolumeSpec: goPointer('core.PersistentVolumeSpec', source.inlineVolumeSpec !== undefined),
    }),
    NodeName: nodeName,
  });
}

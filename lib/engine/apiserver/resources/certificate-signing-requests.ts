/**
 * CertificateSigningRequest: what somebody wants to have signed. It never changes, but for its approval and what becomes of it.
 *
 * Upstream: pkg/registry/certificates/certificates/strategy.go, pkg/apis/certificates/validation/validation.go
 */
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
  CertificateSigningRequestStatus,
} from '../../apimachinery/api/certificates-v1';
import { formatTime } from '../../apimachinery/time';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import type { ResourceStrategy, StrategyContext, SubresourceStrategy } from '../strategy';
import { objectMetaFaults, objectMetaUpdateFaults } from '../validation/object-meta';
import { certificateRequestFaults } from './certificate-request-rules';

const METADATA = { namespaced: false, name: (): readonly string[] => [] };
const STATUS = FieldPath.of('status');
const KEPT = ['Approved', 'Denied', 'Failed'];
const APPROVAL = ['Approved', 'Denied'];

type Conditions = readonly CertificateSigningRequestCondition[];

function conditionsOf({ status }: CertificateSigningRequest): Conditions {
  return status?.conditions ?? [];
}

function ofType(csr: CertificateSigningRequest, type: string): Conditions {
  return conditionsOf(csr).filter((condition) => condition.type === type);
}

function faults(csr: CertificateSigningRequest, context: StrategyContext): FieldError[] {
  return [...objectMetaFaults(csr, METADATA), ...certificateRequestFaults(csr, context)];
}

interface Allowed {
  readonly approval?: true;
  readonly certificate?: true;
}

function updateFaults(allowed: Allowed): NonNullable<SubresourceStrategy<CertificateSigningRequest>['validateUpdate']> {
  return (csr, old, context) => {
    const errors = faults(csr, context);
    const forbid = (field: string, detail: string): void => {
      errors.push(FieldError.forbidden(STATUS.child(field), detail));
    };
    for (const type of KEPT) {
      if (ofType(csr, type).length < ofType(old, type).length)
        forbid('conditions', `updates may not remove a condition of type "${type}"`);
    }
    for (const type of allowed.approval ? [] : APPROVAL) {
      if (ofType(csr, type).length > ofType(old, type).length)
        forbid('conditions', `updates may not add a condition of type "${type}"`);
    }
    const [now = '', before = ''] = [csr.status?.certificate, old.status?.certificate];
    if (now !== before && !allowed.certificate) forbid('certificate', 'updates may not set certificate content');
    else if (now !== before && before !== '')
      forbid('certificate', 'updates may not modify existing certificate content');
    return [...errors, ...objectMetaUpdateFaults(csr, old, METADATA)];
  };
}

/** Conditions get the times that they lack: of their last change, where type and status were there before. */
function withTimes(conditions: Conditions, old: CertificateSigningRequest, context: StrategyContext): Conditions {
  const now = formatTime(context.nowMs());
  return conditions.map((condition) => {
    const known = conditionsOf(old).find(
      ({ type, status, lastTransitionTime }) =>
        type === condition.type && status === condition.status && lastTransitionTime,
    );
    const lastTransitionTime = condition.lastTransitionTime ?? known?.lastTransitionTime ?? now;
    return { ...condition, lastUpdateTime: condition.lastUpdateTime ?? now, lastTransitionTime };
  });
}

/** Whoever signs cannot touch the approval: such conditions stay as they were, where none is added or taken away. */
function keepApproval(csr: CertificateSigningRequest, old: CertificateSigningRequest): Conditions {
  return conditionsOf(csr).map((condition) => {
    const [own, before] = [ofType(csr, condition.type), ofType(old, condition.type)];
    if (!APPROVAL.includes(condition.type) || own.length !== before.length) return condition;
    return before[own.indexOf(condition)] ?? condition;
  });
}

const status: SubresourceStrategy<CertificateSigningRequest> = {
  prepareForUpdate: (csr, old, context) => ({
    ...csr,
    spec: old.spec,
    status: withConditions(csr.status ?? {}, withTimes(keepApproval(csr, old), old, context)),
  }),
  validateUpdate: updateFaults({ certificate: true }),
  resetFields: ['spec', 'status.conditions'],
};

const approval: SubresourceStrategy<CertificateSigningRequest> = {
  prepareForUpdate: (csr, old, context) => ({
    ...csr,
    spec: old.spec,
    status: withConditions(old.status ?? {}, withTimes(conditionsOf(csr), old, context)),
  }),
  validateUpdate: updateFaults({ approval: true }),
  resetFields: ['spec', 'status.certificate'],
};

/** The status with these conditions; none are left out. */
function withConditions(
  { conditions: _sent, ...status }: CertificateSigningRequestStatus,
  conditions: Conditions,
): CertificateSigningRequestStatus {
  return conditions.length > 0 ? { ...status, conditions } : status;
}

export const certificateSigningRequest: ResourceStrategy<CertificateSigningRequest> = {
  prepareForCreate: (csr, { user }) => {
    const { username: _username, uid: _uid, groups: _groups, extra: _extra, ...asked } = csr.spec;
    const asker = {
      ...(user.name === '' ? {} : { username: user.name }),
      ...(user.uid ? { uid: user.uid } : {}),
      ...(user.groups.length > 0 ? { groups: user.groups } : {}),
      ...(user.extra && Object.keys(user.extra).length > 0 ? { extra: user.extra } : {}),
    };
    return { ...csr, spec: { ...asked, ...asker }, status: {} };
  },
  prepareForUpdate: (csr, old) => ({ ...csr, spec: old.spec, status: old.status ?? {} }),
  validate: faults,
  validateUpdate: updateFaults({}),
  selectableFields: ({ spec }) => ({ 'spec.signerName': spec.signerName }),
  selectableFieldNames: ['spec.signerName'],
  resetFields: ['spec', 'status'],
  subresources: { status, approval },
};

/**
 * Groups of Kubernetes itself are protected: definitions in them say who approved them.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go (validateAPIApproval),
 * pkg/apihelpers/helpers.go
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import type { CustomResourceDefinition } from './json-schema';

const ANNOTATION = 'api-approved.kubernetes.io';
const AT = FieldPath.of('metadata', 'annotations').key(ANNOTATION);
const PROTECTED = /(^|\.)(k8s\.io|kubernetes\.io)$/;

type Approval = 'approved' | 'bypassed' | 'missing' | 'invalid';

function approvalOf(annotation: string | undefined): Approval {
  if (!annotation) return 'missing';
  if (annotation.startsWith('unapproved')) return 'bypassed';
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/]+/.test(annotation) ? 'approved' : 'invalid';
}

/** An approval that was missing or wrong before may stay so. */
export function approvalFaults(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): FieldError[] {
  if (!PROTECTED.test(definition.spec.group)) return [];
  const annotation = definition.metadata.annotations?.[ANNOTATION];
  const approval = approvalOf(annotation);
  if (old && approvalOf(old.metadata.annotations?.[ANNOTATION]) === approval) return [];
  if (approval === 'missing') {
    const detail =
      'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111';
    return [FieldError.required(AT, detail)];
  }
  if (approval !== 'invalid') return [];
  const detail = `protected groups must have approval annotation "${ANNOTATION}" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111`;
  return [FieldError.invalid(AT, annotation, detail)];
}

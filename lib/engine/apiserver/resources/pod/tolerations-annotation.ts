/**
 * Tolerations that are written into an annotation, as before they were a field; nothing obeys them, but they must be right.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateTolerationsInPodAnnotations)
 */
import type { Toleration } from '../../../apimachinery/api/core-v1';
import { isJsonArray } from '../../../apimachinery/object-meta';
import { parseJson } from '../../../apimachinery/json/parse-json';
import { plainJson } from '../../../apimachinery/json/decode';
import { ParseError } from '../../../apimachinery/parse-error';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import type { Report } from '../../validation/rules';
import { tolerationsRule } from './toleration-rules';

const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';

export function tolerationsAnnotationFaults(
  annotations: Readonly<Record<string, string>>,
  at: FieldPath,
  report: Report,
): void {
  const text = annotations[TOLERATIONS];
  if (!text) return;
  try {
    const value = plainJson(parseJson(text).value);
    if (value === null) return;
    if (!isJsonArray(value))
      throw new ParseError('json: cannot unmarshal object into Go value of type []core.Toleration');
    tolerationsRule(value as readonly Toleration[], at.child(TOLERATIONS), report, undefined);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    report(FieldError.invalid(at, TOLERATIONS, error.message));
  }
}

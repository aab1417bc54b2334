/**
 * Taints and pods to avoid that are written into annotations, as before there were fields; nothing obeys them, but they must be right.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateNodeSpecificAnnotations)
 */
import { plainJson } from '../../../apimachinery/json/decode';
import { parseJson } from '../../../apimachinery/json/parse-json';
import { isJsonArray, isJsonObject, type JsonValue } from '../../../apimachinery/object-meta';
import { ParseError } from '../../../apimachinery/parse-error';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { given, type Report, type Rule } from '../../validation/rules';
import type { Taint } from '../../../apimachinery/api/core-v1';
import { taintsRule } from './taints-rule';

type Annotations = Readonly<Record<string, string>>;

type AvoidPods = {
  readonly preferAvoidPods?: readonly {
    readonly podSignature?: { readonly podController?: { readonly controller?: boolean } };
  }[];
};

const TAINTS = 'scheduler.alpha.kubernetes.io/taints';
const AVOID_PODS = 'scheduler.alpha.kubernetes.io/preferAvoidPods';

/** The annotation's value; a fault of its JSON is reported and leaves nothing. */
function parsed(text: string, key: string, at: FieldPath, report: Report): JsonValue | undefined {
  try {
    return plainJson(parseJson(text).value);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    report(FieldError.invalid(at, key, error.message));
    return undefined;
  }
}

function avoidPodsFaults({ preferAvoidPods = [] }: AvoidPods, at: FieldPath, report: Report): void {
  preferAvoidPods.forEach(({ podSignature }, index) => {
    const place = at.index(index).child('PodSignature');
    const controller = podSignature?.podController;
    if (!controller) report(FieldError.required(place));
    else if (controller.controller !== true) {
      const detail = 'must point to a controller';
      report(FieldError.invalid(place.child('PodController', 'Controller'), false, detail));
    }
  });
}

export const nodeAnnotationsRule: Rule<Annotations> = given((annotations, at, report, context) => {
  const taints = annotations[TAINTS] && parsed(annotations[TAINTS], TAINTS, at, report);
  if (taints && isJsonArray(taints)) taintsRule(taints as readonly Taint[], at.child(TAINTS), report, context);
  const avoid = annotations[AVOID_PODS] && parsed(annotations[AVOID_PODS], AVOID_PODS, at.child('AvoidPods'), report);
  if (avoid && isJsonObject(avoid)) avoidPodsFaults(avoid as AvoidPods, at.child(AVOID_PODS), report);
});

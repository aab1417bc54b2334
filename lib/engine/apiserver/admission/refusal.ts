/** How admission says no: `pods "a" is forbidden: WHY`. */
import { forbidden, type StatusError } from '../../apimachinery/status-error';
import type { AdmissionRequest } from './admission';

/** Upstream: staging/src/k8s.io/apiserver/pkg/admission/errors.go (NewForbidden) */
export function refusal(request: AdmissionRequest, why: string): StatusError {
  const { metadata } = request.object ?? request.old ?? {};
  const generated = metadata?.generateName ? `${metadata.generateName}` : 'Unknown';
  const name = metadata?.name || request.target.name || generated;
  return forbidden(request.target.definition.groupResource, name, why);
}

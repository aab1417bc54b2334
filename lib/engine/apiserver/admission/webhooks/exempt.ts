/** Webhooks are never asked about webhooks: nobody could take away one that refuses everything. */
import type { AdmissionRequest } from '../admission';

const EXEMPT = new Set([
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
]);

export function isExempt({ target }: AdmissionRequest): boolean {
  return target.definition.group === 'admissionregistration.k8s.io' && EXEMPT.has(target.definition.kind);
}

/**
 * What has become of a CertificateSigningRequest.
 *
 * Upstream: pkg/controller/certificates/certificate_controller_utils.go
 */
import type { CertificateSigningRequest } from '../../apimachinery/api/certificates-v1';

export function isApproved(request: CertificateSigningRequest): boolean {
  return has(request, 'Approved') && !has(request, 'Denied');
}

export function isDecided(request: CertificateSigningRequest): boolean {
  return has(request, 'Approved') || has(request, 'Denied');
}

export function hasFailed({ status }: CertificateSigningRequest): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Failed' && condition.status === 'True') ?? false;
}

export function isIssued({ status }: CertificateSigningRequest): boolean {
  return (status?.certificate ?? '') !== '';
}

function has({ status }: CertificateSigningRequest, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type) ?? false;
}

/**
 * Who may approve and sign requests for certificates: whoever may for the signer; and nobody becomes an administrator that way.
 *
 * Upstream: plugin/pkg/admission/certificates/{approval,signing,subjectrestriction}/admission.go, plugin/pkg/admission/certificates/util.go
 */
import type { CertificateSigningRequest } from '../../apimachinery/api/certificates-v1';
import { quote } from '../../apimachinery/go-text';
import type { JsonValue } from '../../apimachinery/object-meta';
import { ParseError } from '../../apimachinery/parse-error';
import { sameJson } from '../../apimachinery/same-json';
import type { Authorizer } from '../authorization/authorizer';
import { parseCertificateRequest } from '../certificates/certificate-request';
import type { AdmissionPlugin, AdmissionRequest } from './admission';
import { refusal } from './refusal';

const TABLE = 'certificates.k8s.io/certificatesigningrequests';
const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';

function concerns({ target, operation }: AdmissionRequest, wanted: string, subresource: string): boolean {
  return target.definition.table === TABLE && operation === wanted && target.subresource === subresource;
}

/** For the signer itself, or for all of its domain. */
function mayFor({ caller }: AdmissionRequest, authorizer: Authorizer, verb: string, signer: string): boolean {
  const [domain = ''] = signer.split('/');
  const asked = { user: caller.user, verb, isResource: true, path: '', group: 'certificates.k8s.io', version: '*' };
  return [signer, `${domain}/*`].some((name) => {
    const attributes = { ...asked, resource: 'signers', subresource: '', namespace: '', name };
    return authorizer.authorize(attributes).decision === 'Allow';
  });
}

export function certificateApproval(authorizer: Authorizer): AdmissionPlugin {
  return {
    name: 'CertificateApproval',
    validate: (request) => {
      if (!concerns(request, 'UPDATE', 'approval')) return;
      const { signerName } = (request.old as unknown as CertificateSigningRequest).spec;
      if (mayFor(request, authorizer, 'approve', signerName)) return;
      throw refusal(request, `user not permitted to approve requests with signerName ${quote(signerName)}`);
    },
  };
}

export function certificateSigning(authorizer: Authorizer): AdmissionPlugin {
  return {
    name: 'CertificateSigning',
    validate: (request) => {
      if (!concerns(request, 'UPDATE', 'status')) return;
      const [now, old] = [request.object, request.old] as unknown as CertificateSigningRequest[];
      if (!old || sameJson(signed(now), signed(old))) return;
      const { signerName } = old.spec;
      if (mayFor(request, authorizer, 'sign', signerName)) return;
      throw refusal(request, `user not permitted to sign requests with signerName ${quote(signerName)}`);
    },
  };
}

function signed(csr: CertificateSigningRequest | undefined): JsonValue {
  const { certificate = '', conditions = [] } = csr?.status ?? {};
  return [certificate, conditions as JsonValue];
}

export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  validate: (request) => {
    if (!concerns(request, 'CREATE', '')) return;
    const { spec } = request.object as unknown as CertificateSigningRequest;
    if (spec.signerName !== CLIENT_SIGNER) return;
    if (organizationsOf(request, spec.request).includes('system:masters')) {
      throw refusal(request, `use of ${CLIENT_SIGNER} signer with system:masters group is not allowed`);
    }
  },
};

function organizationsOf(request: AdmissionRequest, base64: string): readonly string[] {
  try {
    return parseCertificateRequest(base64).organizations;
  } catch (error) {
    if (error instanceof ParseError) throw refusal(request, `failed to parse CSR: ${error.message}`);
    throw error;
  }
}

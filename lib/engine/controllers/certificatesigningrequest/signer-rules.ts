/**
 * What each of Kubernetes' own signers asks of a request.
 *
 * Upstream: pkg/apis/certificates/helpers.go, pkg/controller/certificates/signer/signer.go
 */
import { sameJson } from '../../apimachinery/same-json';
import type { AlternativeName, CertificateRequest } from '../../apiserver/certificates/certificate-request';

export const KUBELET_CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client-kubelet';

type SignerRule = (request: CertificateRequest, usages: readonly string[]) => string | undefined;

const NAMES: readonly (readonly [AlternativeName['type'], string])[] = [
  ['dns', 'DNS'],
  ['email', 'Email'],
  ['ip', 'IP'],
  ['uri', 'URI'],
];
const NODES = 'system:nodes';
const NODE_PREFIX = 'system:node:';

function usagesFault(usages: readonly string[], purpose: string): string | undefined {
  const required = ['digital signature', 'key encipherment', purpose];
  const given = [...new Set(usages)].sort();
  // Encipherment is RSA's business.
  const enough = [required, required.filter((usage) => usage !== 'key encipherment')];
  if (enough.some((list) => sameJson([...list].sort(), given))) return undefined;
  return `usages did not match [${[...required].sort().join(' ')}]`;
}

function forbiddenNames({ alternativeNames }: CertificateRequest, types: readonly string[]): string | undefined {
  const found = NAMES.find(([type]) => types.includes(type) && alternativeNames.some((name) => name.type === type));
  return found && `${found[1]} subjectAltNames are not allowed`;
}

function organizationFault({ organizations }: CertificateRequest): string | undefined {
  return sameJson(organizations, [NODES]) ? undefined : `subject organization is not ${NODES}`;
}

function commonNameFault({ commonName }: CertificateRequest): string | undefined {
  return commonName.startsWith(NODE_PREFIX) ? undefined : `subject common name does not begin with ${NODE_PREFIX}`;
}

const kubeletClient: SignerRule = (request, usages) =>
  organizationFault(request) ??
  forbiddenNames(request, ['dns', 'email', 'ip', 'uri']) ??
  commonNameFault(request) ??
  usagesFault(usages, 'client auth');

const kubeletServing: SignerRule = (request, usages) => {
  const named = request.alternativeNames.some(({ type }) => type === 'dns' || type === 'ip');
  return (
    organizationFault(request) ??
    (named ? undefined : 'DNS or IP subjectAltName is required') ??
    forbiddenNames(request, ['email', 'uri']) ??
    usagesFault(usages, 'server auth') ??
    commonNameFault(request)
  );
};

const apiServerClient: SignerRule = (_request, usages) => {
  const allowed = ['digital signature', 'key encipherment', 'client auth'];
  const other = usages.find((usage) => !allowed.includes(usage));
  if (other !== undefined) return `invalid usage for client certificate: ${other}`;
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
};

/** By the name of the signer: what is wrong with a request, undefined where nothing is. */
export const SIGNER_RULES: Readonly<Record<string, SignerRule>> = {
  'kubernetes.io/kubelet-serving': kubeletServing,
  [KUBELET_CLIENT_SIGNER]: kubeletClient,
  'kubernetes.io/kube-apiserver-client': apiServerClient,
  'kubernetes.io/legacy-unknown': () => undefined,
};

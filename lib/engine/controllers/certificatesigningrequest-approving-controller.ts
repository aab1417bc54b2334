/**
 * Approves what kubelets ask for to prove who they are, where whoever asks may have it so.
 *
 * Watches: CertificateSigningRequests. Writes: their approval.
 * Upstream: pkg/controller/certificates/approver/sarapprove.go
 */
import type { CertificateSigningRequest } from '../apimachinery/api/certificates-v1';
import type { KubeObject } from '../apimachinery/object-meta';
import { RetryError } from '../client/controller';
import { requestClientOf, RequestController } from './certificatesigningrequest/request-controller';
import { isDecided } from './certificatesigningrequest/request-state';
import { KUBELET_CLIENT_SIGNER, SIGNER_RULES } from './certificatesigningrequest/signer-rules';

type AccessReview = KubeObject<{ readonly status?: { readonly allowed?: boolean } }>;

const SELF = {
  subresource: 'selfnodeclient',
  message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
};
const ANY_NODE = {
  subresource: 'nodeclient',
  message: 'Auto approving kubelet client certificate after SubjectAccessReview.',
};

export class CertificateSigningRequestApprovingController extends RequestController {
  readonly name = 'certificatesigningrequest-approving-controller';

  protected handle(request: CertificateSigningRequest): void {
    const { signerName, usages = [], username } = request.spec;
    if (isDecided(request) || signerName !== KUBELET_CLIENT_SIGNER) return;
    const asked = this.parsed(request);
    if (SIGNER_RULES[KUBELET_CLIENT_SIGNER]!(asked, usages) !== undefined) return;
    const ways = username === asked.commonName ? [SELF, ANY_NODE] : [ANY_NODE];
    const allowed = ways.find(({ subresource }) => this.#mayHave(request, subresource));
    if (allowed) return this.#approve(request, allowed.message);
    const tried = ways.map(({ subresource }) => subresource).join(' ');
    const { name } = request.metadata;
    throw new RetryError(`recognized csr "${name}" as [${tried}] but subject access review was not approved`);
  }

  #mayHave({ spec }: CertificateSigningRequest, subresource: string): boolean {
    const { username, uid, groups, extra } = spec;
    const resourceAttributes = {
      group: 'certificates.k8s.io',
      resource: 'certificatesigningrequests',
      verb: 'create',
      subresource,
      version: '*',
    };
    const reviews = this.context.client.resource('subjectaccessreviews', 'authorization.k8s.io');
    const question = { metadata: {}, spec: { user: username, uid, groups, extra, resourceAttributes } };
    return (reviews.create(question) as AccessReview).status?.allowed ?? false;
  }

  #approve(request: CertificateSigningRequest, message: string): void {
    const condition = { type: 'Approved', status: 'True', reason: 'AutoApproved', message };
    const conditions = [...(request.status?.conditions ?? []), condition];
    const approved = { ...request, status: { ...request.status, conditions } };
    requestClientOf(this.context).updateSubresource('approval', approved as unknown as KubeObject);
  }
}

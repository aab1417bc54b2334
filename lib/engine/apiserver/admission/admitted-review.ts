/** Sends what is answered instead of stored (reviews) through admission: changed first, checked by the kind, then by the plugins that may refuse. */
import type { KubeObject } from '../../apimachinery/object-meta';
import { admissionRequest, type ApiServerCore } from '../core';
import type { HandlerRequest } from '../subresource-handler';
import { ensureNamespace } from '../verbs/create';

export function admittedReview(
  core: ApiServerCore,
  { target, caller, options }: HandlerRequest,
  body: KubeObject,
  validate: (review: KubeObject) => void = () => undefined,
): KubeObject {
  const what = { dryRun: options.dryRun ?? false, options: { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' } };
  const sent = ensureNamespace(target, body);
  const review =
    core.admission.admit(admissionRequest(core, 'CREATE', target, caller, { ...what, object: sent })) ?? sent;
  validate(review);
  core.admission.validate(admissionRequest(core, 'CREATE', target, caller, { ...what, object: review }));
  return review;
}

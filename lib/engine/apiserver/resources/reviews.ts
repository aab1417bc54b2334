/** The handlers of authentication.k8s.io and authorization.k8s.io, whose resources are answered instead of stored. */
import type { SubresourceHandler } from '../subresource-handler';
import {
  localSubjectAccessReview,
  selfSubjectAccessReview,
  selfSubjectRulesReview,
  subjectAccessReview,
} from './access-reviews';
import { selfSubjectReview, tokenReview } from './authentication-reviews';

export const reviewHandlers: Readonly<Record<string, SubresourceHandler>> = {
  'authentication.k8s.io/selfsubjectreviews': selfSubjectReview,
  'authentication.k8s.io/tokenreviews': tokenReview,
  'authorization.k8s.io/localsubjectaccessreviews': localSubjectAccessReview,
  'authorization.k8s.io/selfsubjectaccessreviews': selfSubjectAccessReview,
  'authorization.k8s.io/selfsubjectrulesreviews': selfSubjectRulesReview,
  'authorization.k8s.io/subjectaccessreviews': subjectAccessReview,
};

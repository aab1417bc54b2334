/**
 * Questions about identity: whose a token is, and who is asking.
 *
 * Upstream: pkg/registry/authentication/{tokenreview/storage,selfsubjectreview/rest}.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { badRequest } from '../../apimachinery/status-error';
import { admittedReview } from '../admission/admitted-review';
import { timestamp } from '../core';
import type { User } from '../request';
import type { SubresourceHandler } from '../subresource-handler';

function userInfo({ name, uid, groups, extra }: User): object {
  return {
    ...(name === '' ? {} : { username: name }),
    ...(uid ? { uid } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

export const tokenReview: SubresourceHandler = {
  create: (core, request, body) => {
    const spec = (body.spec ?? {}) as { readonly token?: string; readonly audiences?: readonly string[] };
    if (!spec.token) throw badRequest('token is required for TokenReview in authentication');
    const review = admittedReview(core, request, body);
    const verdict = core.tokens.authenticateToken(spec.token, spec.audiences ?? []);
    const status =
      'user' in verdict
        ? {
            authenticated: true,
            user: userInfo(verdict.user),
            ...(verdict.audiences.length > 0 ? { audiences: verdict.audiences } : {}),
          }
        : { user: {}, error: verdict.error };
    return { status: 201, object: { ...review, status } as unknown as KubeObject };
  },
};

export const selfSubjectReview: SubresourceHandler = {
  create: (core, request, body) => {
    admittedReview(core, request, body);
    const { kind, apiVersion } = body;
    const metadata = { creationTimestamp: timestamp(core) };
    const status = { userInfo: userInfo(request.caller.user) };
    return { status: 201, object: { kind, apiVersion, metadata, status } as unknown as KubeObject };
  },
};

/**
 * Deciding whether somebody may do something: the question, the answer, and how several authorizers answer together.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/authorization/authorizer/interfaces.go, pkg/authorization/union, pkg/authorization/authorizerfactory
 */
import type { User } from '../request';
import type { PolicyRule } from './policy-rule';

export interface AuthorizationAttributes {
  readonly user: User;
  readonly verb: string;
  readonly isResource: boolean;
  /** Of requests that are about no resource; '' otherwise. */
  readonly path: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** `NoOpinion` leaves it to the next authorizer; where there is none, it means no. */
export type Decision = 'Allow' | 'Deny' | 'NoOpinion';

export interface Verdict {
  readonly decision: Decision;
  /** Why; may be ''. */
  readonly reason: string;
}

export interface GrantedRules {
  readonly rules: readonly PolicyRule[];
  /** There may be more that could not be told. */
  readonly incomplete: boolean;
  /** Roles that could not be found, and the like. */
  readonly errors: readonly Error[];
}

export interface Authorizer {
  authorize(attributes: AuthorizationAttributes): Verdict;
  /** What a user may do in a namespace, as far as it can be told as rules. */
  rulesFor(user: User, namespace: string): GrantedRules;
}

export const NO_OPINION: Verdict = { decision: 'NoOpinion', reason: '' };
export const NO_RULES: GrantedRules = { rules: [], incomplete: false, errors: [] };

/** Everything is allowed to everybody. */
export const alwaysAllow: Authorizer = {
  authorize: () => ({ decision: 'Allow', reason: '' }),
  rulesFor: () => ({
    rules: [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ],
    incomplete: false,
    errors: [],
  }),
};

/** Members of these groups may do everything; no opinion about others. */
export function privilegedGroups(...groups: readonly string[]): Authorizer {
  return {
    authorize: ({ user }) =>
      user.groups.some((group) => groups.includes(group)) ? { decision: 'Allow', reason: '' } : NO_OPINION,
    rulesFor: () => NO_RULES,
  };
}

/** Asks one after another until one has an opinion; the reasons of those that had none are told together. */
export function union(...authorizers: readonly Authorizer[]): Authorizer {
  return {
    authorize: (attributes) => {
      const reasons: string[] = [];
      for (const authorizer of authorizers) {
        const verdict = authorizer.authorize(attributes);
        if (verdict.decision !== 'NoOpinion') return verdict;
        if (verdict.reason !== '') reasons.push(verdict.reason);
      }
      return { decision: 'NoOpinion', reason: reasons.join('\n') };
    },
    rulesFor: (user, namespace) => {
      const all = authorizers.map((authorizer) => authorizer.rulesFor(user, namespace));
      return {
        rules: all.flatMap(({ rules }) => rules),
        incomplete: all.some(({ incomplete }) => incomplete),
        errors: all.flatMap(({ errors }) => errors),
      };
    },
  };
}

/**
 * Allows what the Roles and ClusterRoles say that are bound to a user or to one of the user's groups.
 *
 * Upstream: plugin/pkg/auth/authorizer/rbac/rbac.go
 */
import { isStatusError } from '../../apimachinery/status-error';
import { aggregateMessage } from '../../apimachinery/validation/field-error';
import type { Store } from '../../store/store';
import type { User } from '../request';
import type { AuthorizationAttributes, Authorizer, GrantedRules, Verdict } from './authorizer';
import { ruleAllows } from './policy-rule';
import { describeBinding, RuleResolver } from './rule-resolver';

export class RbacAuthorizer implements Authorizer {
  readonly #resolver: RuleResolver;

  constructor(store: Store) {
    this.#resolver = new RuleResolver(store, 'singular');
  }

  authorize(attributes: AuthorizationAttributes): Verdict {
    const { user, namespace } = attributes;
    const errors: string[] = [];
    for (const binding of this.#resolver.bindingsOf(user, namespace)) {
      try {
        const rules = this.#resolver.rulesOf(binding.roleRef, binding.metadata.namespace ?? '');
        if (rules.some((rule) => ruleAllows(rule, attributes)))
          return { decision: 'Allow', reason: `RBAC: allowed by ${describeBinding(binding, user)}` };
      } catch (error) {
        if (!isStatusError(error, 'NotFound')) throw error;
        errors.push(error.message);
      }
    }
    return { decision: 'NoOpinion', reason: errors.length === 0 ? '' : `RBAC: ${aggregateMessage(errors)}` };
  }

  rulesFor(user: User, namespace: string): GrantedRules {
    return this.#resolver.rulesFor(user, namespace);
  }
}

/**
 * `authorizer` in CEL: `authorizer.group('apps').resource('deployments').namespace('a').check('create').allowed()`.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/cel/library/authz.go
 */
import type { Environment } from '@marcbachmann/cel-js';
import {
  parseServiceAccountUserName,
  serviceAccountGroups,
  serviceAccountUserName,
} from '../../authorization/service-account-user';
import type { AuthorizationAttributes, Authorizer, Verdict } from '../../authorization/authorizer';
import type { User } from '../../request';

export class CelAuthorizer {
  constructor(
    readonly authorizer: Authorizer,
    readonly user: User,
  ) {}
}

/** A question being put together. */
class Check {
  constructor(
    readonly asker: CelAuthorizer,
    readonly attributes: Omit<AuthorizationAttributes, 'user' | 'verb'>,
  ) {}

  with(changes: Partial<AuthorizationAttributes>): Check {
    return new Check(this.asker, { ...this.attributes, ...changes });
  }

  ask(verb: string): Decided {
    const { authorizer, user } = this.asker;
    return new Decided(authorizer.authorize({ ...this.attributes, user, verb }));
  }
}

class Decided {
  constructor(readonly verdict: Verdict) {}
}

const NOTHING = {
  isResource: false,
  path: '',
  group: '',
  version: '*',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
};

/** Declares the variable and what can be called on it. */
export function registerAuthorizer(environment: Environment): Environment {
  const start = (asker: CelAuthorizer, changes: Partial<AuthorizationAttributes>): Check =>
    new Check(asker, NOTHING).with(changes);
  return environment
    .registerType('Authorizer', CelAuthorizer)
    .registerType('AuthorizationCheck', Check)
    .registerType('AuthorizationDecision', Decided)
    .registerVariable('authorizer', 'Authorizer')
    .registerFunction('Authorizer.path(string): AuthorizationCheck', (asker: CelAuthorizer, path: string) =>
      start(asker, { path }),
    )
    .registerFunction('Authorizer.group(string): AuthorizationCheck', (asker: CelAuthorizer, group: string) =>
      start(asker, { isResource: true, group }),
    )
    .registerFunction(
      'Authorizer.serviceAccount(string, string): Authorizer',
      (asker: CelAuthorizer, namespace: string, name: string) =>
        new CelAuthorizer(asker.authorizer, serviceAccount(namespace, name)),
    )
    .registerFunction('AuthorizationCheck.resource(string): AuthorizationCheck', (check: Check, resource: string) =>
      check.with({ resource }),
    )
    .registerFunction(
      'AuthorizationCheck.subresource(string): AuthorizationCheck',
      (check: Check, subresource: string) => check.with({ subresource }),
    )
    .registerFunction('AuthorizationCheck.namespace(string): AuthorizationCheck', (check: Check, namespace: string) =>
      check.with({ namespace }),
    )
    .registerFunction('AuthorizationCheck.name(string): AuthorizationCheck', (check: Check, name: string) =>
      check.with({ name }),
    )
    .registerFunction('AuthorizationCheck.check(string): AuthorizationDecision', (check: Check, verb: string) =>
      check.ask(verb),
    )
    .registerFunction('AuthorizationDecision.allowed(): bool', ({ verdict }: Decided) => verdict.decision === 'Allow')
    .registerFunction('AuthorizationDecision.reason(): string', ({ verdict }: Decided) => verdict.reason);
}

function serviceAccount(namespace: string, name: string): User {
  const user = serviceAccountUserName(namespace, name);
  if (!parseServiceAccountUserName(user)) throw new Error(`invalid service account ${namespace}/${name}`);
  return { name: user, groups: [...serviceAccountGroups(namespace), 'system:authenticated'] };
}

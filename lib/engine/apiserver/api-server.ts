/**
 * kube-apiserver: the resources it serves, what a write goes through, and its two doors: requests as HTTP, and typed calls.
 *
 * Upstream: cmd/kube-apiserver, pkg/controlplane/instance.go
 */
import type { Clock } from '../clock/clock';
import type { Random } from '../random/random';
import type { Store } from '../store/store';
import { AdmissionChain, type AdmissionPlugin } from './admission/admission';
import { defaultAdmissionPlugins } from './admission/default-plugins';
import { bootstrap } from './bootstrap';
import { builtinDefinitions } from './builtin-definitions';
import type { ApiServerCore } from './core';
import { privilegedGroups, union, type Authorizer } from './authorization/authorizer';
import { RbacAuthorizer } from './authorization/rbac-authorizer';
import { HttpDoor } from './http/http-door';
import type { HttpRequest, HttpResponse } from './http/http-message';
import { ResourceRegistry } from './resource-registry';
import { noTokens, type TokenAuthenticator } from './token-authenticator';
import type { ApiServerSettings } from './strategy';

export const DEFAULT_SETTINGS: ApiServerSettings = {
  serviceClusterIpRange: '10.96.0.0/16',
  serviceNodePortRange: [30000, 32767],
};

export interface ApiServerOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings?: Partial<ApiServerSettings>;
  /** In the order in which they run. @default the plugins that kube-apiserver runs by default */
  readonly admission?: readonly AdmissionPlugin[];
  /** @default the superusers of `system:masters`, then RBAC */
  readonly authorizer?: Authorizer;
  /** Whom TokenReview asks. @default knows no token */
  readonly tokens?: TokenAuthenticator;
}

export class ApiServer {
  readonly core: ApiServerCore;
  readonly #door: HttpDoor;

  constructor(options: ApiServerOptions) {
    const { store, clock, random } = options;
    this.core = {
      store,
      clock,
      random,
      registry: new ResourceRegistry(builtinDefinitions()),
      admission: new AdmissionChain(options.admission ?? defaultAdmissionPlugins(random)),
      authorizer: options.authorizer ?? union(privilegedGroups('system:masters'), new RbacAuthorizer(store)),
      tokens: options.tokens ?? noTokens,
      settings: { ...DEFAULT_SETTINGS, ...options.settings },
    };
    bootstrap(this.core);
    this.#door = new HttpDoor(this.core);
  }

  /** Answers a request as HTTP would. Never throws. */
  http(request: HttpRequest): HttpResponse {
    return this.#door.handle(request);
  }
}

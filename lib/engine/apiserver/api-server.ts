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
import {
  SuspendingWebhooks,
  unreachableWebhooks,
  WebhookSuspension,
  type WebhookCaller,
  type WebhookReply,
} from './admission/webhooks/webhook-call';
import { bootstrap } from './bootstrap';
import { builtinDefinitions } from './builtin-definitions';
import type { ApiServerCore } from './core';
import { privilegedGroups, union, type Authorizer } from './authorization/authorizer';
import { RbacAuthorizer } from './authorization/rbac-authorizer';
import { HttpDoor } from './http/http-door';
import { textResponse, type HttpRequest, type HttpResponse } from './http/http-message';
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
  /** Who asks webhooks. @default nobody: they cannot be reached */
  readonly webhooks?: WebhookCaller;
  /** Whom TokenReview asks. @default knows no token */
  readonly tokens?: TokenAuthenticator;
}

export class ApiServer {
  readonly core: ApiServerCore;
  readonly #door: HttpDoor;
  readonly #webhooks: WebhookCaller;

  constructor(options: ApiServerOptions) {
    const { store, clock, random } = options;
    const authorizer = options.authorizer ?? union(privilegedGroups('system:masters'), new RbacAuthorizer(store));
    const webhooks = options.webhooks ?? unreachableWebhooks;
    this.core = {
      store,
      clock,
      random,
      registry: new ResourceRegistry(builtinDefinitions()),
      admission: new AdmissionChain(options.admission ?? defaultAdmissionPlugins({ random, authorizer, webhooks })),
      authorizer,
      tokens: options.tokens ?? noTokens,
      settings: { ...DEFAULT_SETTINGS, ...options.settings },
    };
    bootstrap(this.core);
    this.#door = new HttpDoor(this.core);
    this.#webhooks = webhooks;
  }

  /** Answers a request as HTTP would; with `SuspendingWebhooks` the answer may be `pending`. Never throws. */
  http(request: HttpRequest): HttpResponse {
    return this.#handle(request, new Map());
  }

  #handle(request: HttpRequest, replies: ReadonlyMap<string, WebhookReply>): HttpResponse {
    const webhooks = this.#webhooks;
    if (!(webhooks instanceof SuspendingWebhooks)) return this.#door.handle(request);
    try {
      return this.core.random.attempt(() => webhooks.during(replies, () => this.#door.handle(request)));
    } catch (error) {
      if (!(error instanceof WebhookSuspension)) throw error;
      const resume = (more: ReadonlyMap<string, WebhookReply>): HttpResponse =>
        this.#handle(request, new Map([...replies, ...more]));
      return { ...textResponse(202, ''), pending: { calls: error.calls, resume } };
    }
  }
}

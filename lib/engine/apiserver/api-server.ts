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
import { SuspendingWebhooks } from './admission/webhooks/suspending-webhooks';
import { WebhookOutages } from './admission/webhooks/webhook-outages';
import {
  unreachableWebhooks,
  WebhookSuspension,
  type WebhookCaller,
  type WebhookReply,
} from './admission/webhooks/webhook-call';
import { Availability } from './availability';
import { bootstrap } from './bootstrap';
import { nodeRules } from './bootstrap/default-roles';
import { builtinDefinitions } from './builtin-definitions';
import { trustingVerifier, type SignatureVerifier } from './certificates/signature-verifier';
import type { ApiServerCore, ControlPlaneProgram } from './core';
import { privilegedGroups, union, type Authorizer } from './authorization/authorizer';
import { ServiceAccountTokens } from './authentication/service-account-tokens';
import { TokenAuthenticators, type TokenAuthenticator } from './authentication/token-authenticator';
import { SeededTokenSigner, type TokenSigner } from './authentication/token-signer';
import { NodeAuthorizer } from './authorization/node-authorizer';
import { RbacAuthorizer } from './authorization/rbac-authorizer';
import { serveCustomResources } from './custom-resources/custom-resources';
import { AnswerSuspension } from './http/answer-suspension';
import { HttpDoor } from './http/http-door';
import { textResponse, type HttpRequest, type HttpResponse } from './http/http-message';
import { ResourceRegistry } from './resource-registry';
import { noNodes, type NodeConnections } from './node-connection';
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
  /** @default the superusers of `system:masters`, then what nodes need, then RBAC */
  readonly authorizer?: Authorizer;
  /** Who checks the signatures of requests for certificates. @default nobody */
  readonly signatures?: SignatureVerifier;
  /** Who asks webhooks. @default nobody: they cannot be reached */
  readonly webhooks?: WebhookCaller;
  /** Who knows tokens besides those of service accounts. @default nobody */
  readonly tokens?: readonly TokenAuthenticator[];
  /** Signs the tokens of service accounts. @default with a key that follows from chance */
  readonly tokenSigner?: TokenSigner;
  /** How kubelets and pods are reached. @default not at all */
  readonly nodes?: NodeConnections;
  /** Whether a program beside it runs. @default none does */
  runs?(program: ControlPlaneProgram): boolean;
}

export class ApiServer {
  readonly core: ApiServerCore;
  /** Webhooks that are out of reach. */
  readonly webhookOutages: WebhookOutages;
  readonly #door: HttpDoor;
  readonly #webhooks: WebhookCaller;

  constructor(options: ApiServerOptions) {
    const { store, clock, random } = options;
    const authorizer = options.authorizer ?? defaultAuthorizer(store);
    const webhooks = options.webhooks ?? unreachableWebhooks;
    const reached = new WebhookOutages(webhooks);
    const availability = new Availability();
    const signer = options.tokenSigner ?? new SeededTokenSigner(random.fork('tokens'));
    const serviceAccountTokens = new ServiceAccountTokens(store, clock, signer);
    this.core = {
      store,
      clock,
      random,
      registry: new ResourceRegistry(builtinDefinitions()),
      admission: new AdmissionChain(
        options.admission ?? defaultAdmissionPlugins({ random, authorizer, webhooks: reached }),
      ),
      authorizer,
      tokens: new TokenAuthenticators([...(options.tokens ?? []), serviceAccountTokens]),
      serviceAccountTokens,
      nodes: options.nodes ?? noNodes,
      runs: options.runs ?? (() => false),
      signatures: options.signatures ?? trustingVerifier,
      settings: { ...DEFAULT_SETTINGS, ...options.settings },
      availability,
      attempt: (write) => (webhooks instanceof SuspendingWebhooks ? webhooks.attempt(random, write) : write()),
      read: (read) => (webhooks instanceof SuspendingWebhooks ? webhooks.apart(read) : read()),
      webhooks: reached,
    };
    this.webhookOutages = reached;
    serveCustomResources(this.core);
    bootstrap(this.core);
    this.#door = new HttpDoor(this.core);
    this.#webhooks = webhooks;
  }

  /** Answers a request as HTTP would; with `SuspendingWebhooks` the answer may be `pending`. Never throws. */
  http(request: HttpRequest): HttpResponse {
    const answer = (): HttpResponse => this.#door.handle(request);
    const webhooks = this.#webhooks;
    return webhooks instanceof SuspendingWebhooks ? this.#suspending(webhooks, answer, new Map()) : answer();
  }

  #suspending(
    webhooks: SuspendingWebhooks,
    answer: () => HttpResponse,
    replies: ReadonlyMap<string, WebhookReply>,
  ): HttpResponse {
    const pending = ({ calls }: WebhookSuspension, next: () => HttpResponse): HttpResponse => {
      const resume = (more: ReadonlyMap<string, WebhookReply>): HttpResponse =>
        this.#suspending(webhooks, next, new Map([...replies, ...more]));
      return { ...textResponse(202, ''), pending: { calls, resume } };
    };
    try {
      return this.core.random.attempt(() => {
        try {
          return webhooks.during(replies, answer);
        } catch (error) {
          // What is done stays done, what was drawn for it included.
          if (error instanceof AnswerSuspension) return pending(error, error.write);
          throw error;
        }
      });
    } catch (error) {
      if (!(error instanceof WebhookSuspension)) throw error;
      return pending(error, answer);
    }
  }
}

function defaultAuthorizer(store: Store): Authorizer {
  return union(privilegedGroups('system:masters'), new NodeAuthorizer(store, nodeRules()), new RbacAuthorizer(store));
}

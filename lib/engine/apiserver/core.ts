/** What the verbs share: the store, the resources, admission, time and chance. */
import type { KubeObject, ObjectMeta } from '../apimachinery/object-meta';

import { formatTime } from '../apimachinery/time';
import type { Clock } from '../clock/clock';
import type { Random } from '../random/random';
import type { Store } from '../store/store';
import type { StoreTable } from '../store/store-table';
import type { Availability } from './availability';
import type { AdmissionChain, AdmissionOperation, AdmissionRequest } from './admission/admission';
import type { WebhookCaller } from './admission/webhooks/webhook-call';
import type { Authorizer } from './authorization/authorizer';
import type { ServiceAccountTokens } from './authentication/service-account-tokens';
import type { TokenAuthenticator } from './authentication/token-authenticator';
import type { NodeConnections } from './node-connection';
import type { SignatureVerifier } from './certificates/signature-verifier';
import type { Caller, ResourceTarget } from './request';
import type { ResourceDefinition } from './resource-definition';
import type { ResourceRegistry } from './resource-registry';
import type { ApiServerSettings, StrategyContext } from './strategy';

/** The programs beside the API server that it looks after. */
export type ControlPlaneProgram = 'kube-controller-manager' | 'kube-scheduler';

export interface ApiServerCore {
  readonly store: Store;
  readonly registry: ResourceRegistry;
  readonly admission: AdmissionChain;
  readonly authorizer: Authorizer;
  /** Whose a bearer token is. */
  readonly tokens: TokenAuthenticator;
  readonly serviceAccountTokens: ServiceAccountTokens;
  readonly nodes: NodeConnections;
  /** Whether a program beside the API server answers at its address. */
  runs(program: ControlPlaneProgram): boolean;
  readonly signatures: SignatureVerifier;
  /** Whether requests are answered. */
  readonly availability: Availability;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: ApiServerSettings;
  /** Runs a write of a component inside the cluster. @throws Suspension where it must wait for a webhook; then it did not begin */
  attempt<T>(write: () => T): T;
  /** Reads outside of any request, for a watch. @throws Suspension where it must wait for a conversion webhook */
  read<T>(read: () => T): T;
  /** Who asks webhooks. */
  readonly webhooks: WebhookCaller;
}

export function tableOf(core: ApiServerCore, definition: ResourceDefinition): StoreTable {
  return core.store.table(definition.table);
}

export function strategyContext(
  core: ApiServerCore,
  caller: Caller,
  dryRun: boolean,
  apiVersion?: string,
): StrategyContext {
  return {
    store: core.store,
    random: core.random,
    nowMs: () => core.clock.now(),
    user: caller.user,
    authorizer: core.authorizer,
    signatures: core.signatures,
    dryRun,
    settings: core.settings,
    apiVersion,
  };
}

export function admissionRequest(
  core: ApiServerCore,
  operation: AdmissionOperation,
  target: ResourceTarget,
  caller: Caller,
  what: { object?: KubeObject; old?: KubeObject; dryRun: boolean; options: Readonly<Record<string, unknown>> },
): AdmissionRequest {
  const reinvocation = { second: false, wanted: false, memory: new Map<string, unknown>() };
  return { operation, target, caller, store: core.store, reinvocation, nowMs: () => core.clock.now(), ...what };
}

/** A copy with some of its metadata replaced; `undefined` removes a member. The object itself where nothing changes. */
export function withMetadata<T extends KubeObject>(object: T, changes: Partial<ObjectMeta>): T {
  const metadata = object.metadata as Readonly<Record<string, unknown>>;
  const replaced: Record<string, unknown> = {};
  let isReplaced = false;
  let removed: Set<string> | undefined;
  for (const name in changes) {
    const value = changes[name as keyof ObjectMeta];
    if (value === metadata[name]) continue;
    if (value === undefined) (removed ??= new Set()).add(name);
    else {
      replaced[name] = value;
      isReplaced = true;
    }
  }
  if (!removed && !isReplaced) return object;
  // Deleting members of a copy would be shorter, and leave an object that is slow and large for good.
  const kept = removed ? Object.fromEntries(Object.entries(metadata).filter(([name]) => !removed.has(name))) : metadata;
  return { ...object, metadata: { ...kept, ...replaced } as ObjectMeta };
}

/** Now, as metadata writes it: RFC 3339 in whole seconds. */
export function timestamp(core: { readonly clock: Clock }): string {
  return formatTime(core.clock.now());
}

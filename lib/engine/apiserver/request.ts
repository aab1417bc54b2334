/** What is asked of the API server and what it answers, whichever door the request came through. */
import type { JsonValue, KubeObject } from '../apimachinery/object-meta';
import type { ResourceDefinition, VersionDefinition } from './resource-definition';

/** Who asks. */
export interface User {
  /** The name that roles and audit know. */
  readonly name: string;
  /** Tells apart users who had the same name one after another. */
  readonly uid?: string;
  /** Among them `system:authenticated` for whoever is known. */
  readonly groups: readonly string[];
  /** What the authenticator has to say besides. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** The user of components that are part of the control plane and of the library door: may do everything. */
export const SYSTEM_ADMIN: User = { name: 'system:admin', groups: ['system:masters', 'system:authenticated'] };

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** What becomes of fields that the kind does not have: nothing, a warning, a refusal. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';
/** What becomes of dependents: deleted first, deleted afterwards, left alone. */
export type PropagationPolicy = 'Foreground' | 'Background' | 'Orphan';

/** Options common to writes. */
export interface WriteOptions {
  /** Checks and answers, but stores nothing. @default false */
  readonly dryRun?: boolean;
  /** Who is remembered in managedFields; the user agent's first part when not given. */
  readonly fieldManager?: string;
  /** What becomes of unknown and duplicate fields. @default Warn */
  readonly fieldValidation?: FieldValidation;
  /** Only apply: take fields over from other managers. */
  readonly force?: boolean;
}

/** How an object is deleted. */
export interface DeleteOptions {
  /** Time for a pod to end; 0 deletes at once. @default as the object says */
  readonly gracePeriodSeconds?: number;
  /** What becomes of dependents. @default as the kind has it */
  readonly propagationPolicy?: PropagationPolicy;
  /** The older way to say `propagationPolicy: Orphan`. */
  readonly orphanDependents?: boolean;
  /** Refused with Conflict where the object is another or has changed. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** Checks and answers, but deletes nothing. @default false */
  readonly dryRun?: boolean;
}

export interface ListOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continueToken?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
}

export interface WatchOptions extends ListOptions {
  readonly allowWatchBookmarks?: boolean;
  readonly sendInitialEvents?: boolean;
  readonly timeoutSeconds?: number;
}

/** How a patch is written: JSON Patch, merge patch, strategic merge patch, or server-side apply. */
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

/** Where a request goes. */
export interface ResourceTarget {
  readonly definition: ResourceDefinition;
  readonly version: VersionDefinition;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

/** Who asks, and where warnings go. */
export interface Caller {
  readonly user: User;
  /** The `User-Agent`; its part before the first `/` is the default field manager. */
  readonly userAgent: string;
  /** Collects texts for `Warning:` headers, without duplicates. */
  warn(text: string): void;
}

/** A page of a list. */
export interface ObjectList {
  /** In order of namespace and name. */
  readonly items: readonly KubeObject[];
  /** As of which version of the store. */
  readonly resourceVersion: string;
  /** Where the next page begins; absent on the last. */
  readonly continueToken?: string;
  /** How many objects follow, where that is known. */
  readonly remainingItemCount?: number;
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

export interface WatchEvent {
  readonly type: WatchEventType;
  readonly object: KubeObject | JsonValue;
}

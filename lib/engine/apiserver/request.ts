/** What is asked of the API server and what it answers, whichever door the request came through. */
import type { JsonValue, KubeObject } from '../apimachinery/object-meta';
import type { ResourceDefinition, VersionDefinition } from './resource-definition';

export interface User {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** The user of components that are part of the control plane and of the library door: may do everything. */
export const SYSTEM_ADMIN: User = { name: 'system:admin', groups: ['system:masters', 'system:authenticated'] };

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';
export type PropagationPolicy = 'Foreground' | 'Background' | 'Orphan';

/** Options common to writes. */
export interface WriteOptions {
  readonly dryRun?: boolean;
  /** Who is remembered in managedFields; the user agent's first part when not given. */
  readonly fieldManager?: string;
  readonly fieldValidation?: FieldValidation;
  /** Only apply: take fields over from other managers. */
  readonly force?: boolean;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: PropagationPolicy;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
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

export interface ObjectList {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly continueToken?: string;
  readonly remainingItemCount?: number;
}

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

export interface WatchEvent {
  readonly type: WatchEventType;
  readonly object: KubeObject | JsonValue;
}

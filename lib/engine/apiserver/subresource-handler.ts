/**
 * What answers requests to subresources that are more than a part of the object (`scale`, `eviction`, `token`, `log`, ...), and to
 * resources that are answered instead of stored (access reviews).
 */
import type { KubeObject } from '../apimachinery/object-meta';
import type { Status } from '../apimachinery/status-error';
import type { ApiServerCore } from './core';
import type { HttpRequest, HttpResponse } from './http/http-message';
import type { Query } from './http/query-options';
import type { Caller, PatchType, ResourceTarget, WriteOptions } from './request';

export interface HandlerRequest {
  readonly target: ResourceTarget;
  readonly options: WriteOptions;
  readonly caller: Caller;
  readonly query: Query;
}

/** An answer that is no API object: text, such as a log. */
export interface TextAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** An object, a Status (whose code is the answer's), a text, or what somebody else has answered. */
export type HandlerAnswer =
  | { readonly status: number; readonly object: KubeObject }
  | { readonly outcome: Status }
  | { readonly response: HttpResponse }
  | TextAnswer;

/** Handlers for one subresource or answered resource. A missing member answers 405. */
export interface SubresourceHandler {
  /** Versions besides discovery's in which a body is taken. */
  readonly acceptedVersions?: readonly string[];
  /** Takes requests of any served method as they are, instead of the members below. */
  connect?(core: ApiServerCore, request: HandlerRequest, http: HttpRequest): HandlerAnswer;
  get?(core: ApiServerCore, request: HandlerRequest): HandlerAnswer;
  /** `body` is decoded in the kind that discovery names for the subresource. */
  create?(core: ApiServerCore, request: HandlerRequest, body: KubeObject): HandlerAnswer;
  update?(core: ApiServerCore, request: HandlerRequest, body: KubeObject): HandlerAnswer;
  patch?(core: ApiServerCore, request: HandlerRequest, type: PatchType, body: string): HandlerAnswer;
}

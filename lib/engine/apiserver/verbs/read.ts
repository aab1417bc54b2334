/**
 * Reading one object and lists of them, page by page, now or as they were.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/get.go, pkg/storage/etcd3/store.go (GetList), pkg/storage/continue.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { badRequest, expired, invalid, notFound, timeout, unknownError } from '../../apimachinery/status-error';
import { FieldError } from '../../apimachinery/validation/field-error';
import type { StoreTable } from '../../store/store-table';
import { decodeBase64, encodeBase64 } from '../../apimachinery/base64';
import { tableOf, type ApiServerCore } from '../core';
import type { ListOptions, ObjectList, ResourceTarget } from '../request';
import { objectKey } from '../resource-definition';
import { selectionOf, type Selection } from './selection';

/** @throws StatusError NotFound */
export function getObject(core: ApiServerCore, target: ResourceTarget, resourceVersion = ''): KubeObject {
  parseRevision(resourceVersion);
  const { definition, name } = target;
  const namespace = definition.namespaced ? target.namespace : '';
  const found = definition.live
    ? definition.live.get(core, namespace, name)
    : tableOf(core, definition).get(objectKey(namespace, name));
  if (!found) throw notFound(definition.groupResource, target.name);
  return found;
}

interface ContinueToken {
  readonly v: 'meta.k8s.io/v1';
  readonly rv: number;
  readonly start: string;
}

/** Lists objects in the storage version. @throws StatusError */
export function listObjects(core: ApiServerCore, target: ResourceTarget, options: ListOptions): ObjectList {
  checkListOptions(options);
  const selection = selectionOf(target, options);
  const { live } = target.definition;
  if (live) return { items: live.list(core, target.namespace).filter(selection.matches), resourceVersion: '' };
  const table = tableOf(core, target.definition);
  const prefix = target.definition.namespaced && target.namespace !== '' ? `${target.namespace}/` : '';
  const asked = parseRevision(options.resourceVersion ?? '');
  const token = options.continueToken ? decodeToken(options.continueToken, asked) : undefined;
  if (asked > core.store.revision) throw tooLarge(asked, core.store.revision);
  // From the watch cache: no pages, and the present is never older than what was asked for.
  const cached = !token && options.resourceVersion === '0';
  const limit = cached ? 0 : Math.max(0, options.limit ?? 0);
  const exact =
    !token && asked > 0 && (options.resourceVersionMatch === 'Exact' || (limit > 0 && !options.resourceVersionMatch));
  const revision = token ? token.rv : exact ? asked : core.store.revision;
  const all = token || exact ? stateAt(table, revision, prefix) : candidates(table, target, selection, prefix);
  return page(all, { selection, limit, revision, start: token?.start ?? '', namespaced: target.definition.namespaced });
}

/** A list of one name needs no scan. */
function candidates(
  table: StoreTable,
  target: ResourceTarget,
  selection: Selection,
  prefix: string,
): readonly KubeObject[] {
  if (selection.name === undefined || (target.definition.namespaced && prefix === '')) return table.list(prefix);
  const found = table.get(`${prefix}${selection.name}`);
  return found ? [found] : [];
}

function stateAt(table: StoreTable, revision: number, prefix: string): readonly KubeObject[] {
  const state = table.listAt(revision, prefix);
  if (state !== 'expired') return state;
  throw expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
}

interface PageRequest {
  readonly selection: Selection;
  readonly limit: number;
  readonly revision: number;
  readonly start: string;
  readonly namespaced: boolean;
}

function page(all: readonly KubeObject[], request: PageRequest): ObjectList {
  const { selection, limit, revision, start } = request;
  const items: KubeObject[] = [];
  let index = 0;
  if (start !== '') while (index < all.length && keyIn(all[index]!) <= start) index++;
  for (; index < all.length && (limit === 0 || items.length < limit); index++) {
    const object = all[index]!;
    if (selection.everything || selection.matches(object)) items.push(object);
  }
  const last = items[items.length - 1];
  const resourceVersion = String(revision);
  if (index >= all.length || !last) return { items, resourceVersion };
  const continueToken = encodeToken({ v: 'meta.k8s.io/v1', rv: revision, start: keyIn(all[index - 1]!) });
  return {
    items,
    resourceVersion,
    continueToken,
    ...(selection.everything ? { remainingItemCount: all.length - index } : {}),
  };
}

function keyIn(object: KubeObject): string {
  return objectKey(object.metadata.namespace ?? '', object.metadata.name);
}

function encodeToken(token: ContinueToken): string {
  return encodeBase64(JSON.stringify(token)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function decodeToken(text: string, asked: number): ContinueToken {
  if (asked > 0) throw badRequest('specifying resource version is not allowed when using continue');
  const refuse = (why: string): never => {
    throw badRequest(`invalid continue token: continue key is not valid: ${why}`);
  };
  const illegal = /[^A-Za-z0-9\-_]/.exec(text);
  if (illegal) return refuse(`illegal base64 data at input byte ${illegal.index}`);
  const json = decodeBase64(text.replace(/-/g, '+').replace(/_/g, '/'));
  try {
    const token = JSON.parse(json) as Partial<ContinueToken>;
    if (token.v !== 'meta.k8s.io/v1' || typeof token.rv !== 'number' || typeof token.start !== 'string') {
      return refuse(`server does not recognize this encoded version "${String(token.v ?? '')}"`);
    }
    return token as ContinueToken;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(`invalid character '${json[0] ?? ''}' looking for beginning of value`);
  }
}

/** '' and '0' are 0. @throws StatusError for what is no number */
export function parseRevision(text: string): number {
  if (text === '') return 0;
  if (/^\d+$/.test(text)) return Number(text);
  throw unknownError(
    `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}

export function tooLarge(asked: number, current: number): Error {
  const error = timeout(`Too large resource version: ${asked}, current: ${current}`, 1);
  return error;
}

function checkListOptions(options: ListOptions): void {
  const match = options.resourceVersionMatch;
  if (match === undefined || match === '') return;
  const refuse = (error: FieldError): never => {
    throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [error]);
  };
  const field = 'resourceVersionMatch';
  if (options.continueToken)
    refuse(FieldError.forbidden(field, 'resourceVersionMatch is forbidden when continue is provided'));
  if (!options.resourceVersion)
    refuse(FieldError.forbidden(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  if (match !== 'Exact' && match !== 'NotOlderThan')
    refuse(FieldError.notSupported(field, match, ['Exact', 'NotOlderThan', '']));
  if (match === 'Exact' && options.resourceVersion === '0') {
    refuse(FieldError.forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
}

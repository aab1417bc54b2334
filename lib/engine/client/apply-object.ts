/** Server-side apply of one object, wherever its kind and version lead. */
import { quote } from '../apimachinery/go-text';
import { parseGroupVersion, type DraftObject } from '../apimachinery/object-meta';
import { badRequest } from '../apimachinery/status-error';
import type { ApiServerCore } from '../apiserver/core';
import type { Caller, ResourceTarget, WriteOptions } from '../apiserver/request';
import { objectKey } from '../apiserver/resource-definition';
import { applyObject as apply } from '../apiserver/verbs/apply';
import type { Applied } from './client';

/** An object without a namespace of its own goes to `default`. @throws StatusError */
export function applyObject(core: ApiServerCore, draft: DraftObject, options: WriteOptions, caller: Caller): Applied {
  const target = targetOf(core, draft);
  const before = core.store.table(target.definition.table).get(objectKey(target.namespace, target.name));
  const [fieldManager = ''] = caller.userAgent.split('/');
  const { object, created } = apply(core, target, JSON.stringify(draft), { fieldManager, ...options }, caller);
  const same = before?.metadata.resourceVersion === object.metadata.resourceVersion;
  return { object, outcome: created ? 'created' : same ? 'unchanged' : 'configured' };
}

function targetOf(core: ApiServerCore, { apiVersion, kind, metadata }: DraftObject): ResourceTarget {
  const { group, version } = parseGroupVersion(apiVersion) ?? { group: '', version: apiVersion };
  const definition = core.registry.findKind(group, kind);
  const served = definition?.versions.find((candidate) => candidate.name === version && candidate.served);
  if (!definition || !served) throw badRequest(`no matches for kind ${quote(kind)} in version ${quote(apiVersion)}`);
  const name = metadata.name ?? '';
  if (name === '') throw badRequest(`a ${kind} needs metadata.name to be applied`);
  const namespace = definition.namespaced ? metadata.namespace || 'default' : '';
  return { definition, version: served, subresource: '', namespace, name };
}

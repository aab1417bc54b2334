/** From recorded discovery documents to `lib/engine/apiserver/discovery/data/resources.json`: one entry per resource. */
import { type CompactResource, type CompactSubresource } from '../../lib/engine/apiserver/discovery/builtin-resources';
import { ALL_VERBS, STATUS_VERBS } from '../../lib/engine/apiserver/discovery/resource-facts';

export interface PublishedResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

export interface PublishedResourceList {
  readonly groupVersion?: string;
  readonly resources?: readonly PublishedResource[];
}

function verbsUnless(usual: readonly string[], verbs: readonly string[]): { readonly verbs?: readonly string[] } {
  return verbs.join() === usual.join() ? {} : { verbs };
}

function compactSubresource(parent: PublishedResource, resource: PublishedResource): CompactSubresource {
  return {
    name: resource.name.slice(parent.name.length + 1),
    ...(resource.kind === parent.kind ? {} : { kind: resource.kind }),
    ...(resource.group === undefined ? {} : { groupVersion: `${resource.group}/${resource.version}` }),
    ...verbsUnless(STATUS_VERBS, resource.verbs),
  };
}

function compactResource(
  resource: PublishedResource,
  all: readonly PublishedResource[],
  deleteAnswersObject: boolean,
): CompactResource {
  const subresources = all
    .filter(({ name }) => name.startsWith(`${resource.name}/`))
    .map((subresource) => compactSubresource(resource, subresource));
  return {
    kind: resource.kind,
    ...(resource.singularName === resource.kind.toLowerCase() ? {} : { singular: resource.singularName }),
    ...(resource.namespaced ? { namespaced: true } : {}),
    ...verbsUnless(ALL_VERBS, resource.verbs),
    ...(resource.shortNames ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories ? { categories: resource.categories } : {}),
    ...(subresources.length > 0 ? { subresources } : {}),
    ...(resource.storageVersionHash ? { storageVersionHash: resource.storageVersionHash } : {}),
    ...(deleteAnswersObject ? { deleteAnswersObject: true } : {}),
  };
}

/**
 * All resources by group version and plural, groups and versions in the recorded order of preference.
 * `deleteAnswersObject` tells of a resource's path (`/api/v1/pods`) what its DELETE answers.
 */
export function compactResources(
  documents: Readonly<Record<string, PublishedResourceList>>,
  deleteAnswersObject: (path: string) => boolean,
): Record<string, Record<string, CompactResource>> {
  const compact: Record<string, Record<string, CompactResource>> = {};
  for (const [path, { groupVersion, resources }] of Object.entries(documents)) {
    if (groupVersion === undefined || !resources) continue;
    const own = resources.filter(({ name }) => !name.includes('/'));
    compact[groupVersion] = Object.fromEntries(
      own.map((resource) => [
        resource.name,
        compactResource(resource, resources, deleteAnswersObject(`${path}/${resource.name}`)),
      ]),
    );
  }
  return compact;
}

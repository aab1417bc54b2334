/**
 * Which resource a name means, as people type it: `pods`, `Pod`, `po`, `deployments.apps`.
 *
 * Upstream: staging/src/k8s.io/client-go/restmapper/shortcut.go, apimachinery/pkg/api/meta/priority.go
 */
import type { GroupResource } from '../apimachinery/object-meta';
import type { ResourceDefinition } from '../apiserver/resource-definition';
import type { ResourceRegistry } from '../apiserver/resource-registry';

/** Groups that are asked first where several have a resource of the name. */
const PREFERRED_GROUPS = ['', 'apps', 'batch', 'networking.k8s.io', 'policy', 'autoscaling'];

/** @throws Error where nothing is served under the name */
export function resourceNamed(registry: ResourceRegistry, name: string): GroupResource {
  const [word = '', ...rest] = name.split('.');
  const group = rest.join('.');
  const found = registry
    .all()
    .filter((definition) => isCalled(definition, word) && (group === '' || definition.group === group))
    .sort((a, b) => rankOf(a) - rankOf(b));
  const [best] = found;
  if (!best) throw new Error(`The API server serves nothing called "${name}".`);
  return best.groupResource;
}

function isCalled({ kind, plural, singular, shortNames }: ResourceDefinition, word: string): boolean {
  const lower = word.toLowerCase();
  return word === kind || lower === plural || lower === singular || shortNames.includes(lower);
}

function rankOf({ group }: ResourceDefinition): number {
  const rank = PREFERRED_GROUPS.indexOf(group);
  return rank < 0 ? PREFERRED_GROUPS.length : rank;
}

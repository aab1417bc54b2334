/**
 * Which objects a list or watch is about: label and field selectors, namespace and name.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/storage/selection_predicate.go, pkg/apis/<group>/<version>/conversion.go (field labels)
 */
import { parseFieldSelector, type FieldSelector } from '../../apimachinery/fields';
import { parseSelector, type Selector } from '../../apimachinery/labels';
import type { KubeObject } from '../../apimachinery/object-meta';
import { badRequest } from '../../apimachinery/status-error';
import type { ListOptions, ResourceTarget } from '../request';

export interface Selection {
  readonly everything: boolean;
  /** The one name that a field selector asks for, if it does. */
  readonly name?: string;
  matches(object: KubeObject): boolean;
}

/** @throws StatusError BadRequest for selectors that do not parse or name unknown fields */
export function selectionOf(target: ResourceTarget, options: ListOptions): Selection {
  const labels = parsed(options.labelSelector, parseSelector);
  const fields = parsed(options.fieldSelector, parseFieldSelector);
  checkFields(target, fields);
  const name = target.name !== '' ? target.name : fields?.exact('metadata.name');
  const own = target.name;
  return {
    everything: (!labels || labels.empty) && (!fields || fields.empty) && own === '',
    name,
    matches: (object) =>
      (own === '' || object.metadata.name === own) &&
      (!labels || labels.matches(object.metadata.labels ?? {})) &&
      (!fields || fields.matches(selectableFields(target, object))),
  };
}

function parsed<T extends Selector | FieldSelector>(
  text: string | undefined,
  parse: (text: string) => T,
): T | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return parse(text);
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}

function selectableFields(target: ResourceTarget, object: KubeObject): Readonly<Record<string, string>> {
  const own = target.definition.strategy.selectableFields?.(object) ?? {};
  const { fieldLabels } = target.version;
  return {
    ...(fieldLabels
      ? Object.fromEntries(Object.entries(fieldLabels).map(([label, meant]) => [label, own[meant] ?? '']))
      : own),
    'metadata.name': object.metadata.name,
    'metadata.namespace': object.metadata.namespace ?? '',
  };
}

function checkFields(target: ResourceTarget, fields: FieldSelector | undefined): void {
  if (!fields) return;
  const { strategy, custom, namespaced } = target.definition;
  const { fieldLabels } = target.version;
  const selectableFieldNames = fieldLabels ? Object.keys(fieldLabels) : strategy.selectableFieldNames;
  // Kinds that name their fields take `metadata.namespace` only where they have one.
  const known = ['metadata.name', ...(namespaced || !selectableFieldNames ? ['metadata.namespace'] : [])];
  for (const field of fields.fields()) {
    if (known.includes(field) || selectableFieldNames?.includes(field) || field === '') continue;
    if (strategy.unknownField) throw badRequest(strategy.unknownField(field));
    if (custom || !selectableFieldNames) {
      throw badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
    }
    throw badRequest(`field label not supported: ${field}`);
  }
}

/**
 * What may change besides while a pod waits behind scheduling gates: its choice of nodes may get narrower.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateNodeSelectorMutation, validateNodeAffinityMutation)
 */
import type {
  Affinity,
  NodeAffinity,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '../../../apimachinery/api/core-v1';
import type { JsonValue } from '../../../apimachinery/object-meta';
import { sameJson } from '../../../apimachinery/same-json';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { goMap, goSlice, goStruct, type GoValue } from '../../../apimachinery/validation/go-value';
import type { Report } from '../../validation/rules';

const AT = FieldPath.of('spec');
const ONLY_ADDITIONS = 'only additions are allowed (no mutations or deletions)';

/** Tells what went too far; answers the spec with the choice of nodes as it was, so that the rest can be compared. */
export function gatedChanges(spec: PodSpec, old: PodSpec, report: Report): PodSpec {
  nodeSelectorFaults(spec, old, report);
  const [affinity, before] = [spec.affinity?.nodeAffinity, old.affinity?.nodeAffinity];
  const settled = { ...spec, nodeSelector: old.nodeSelector };
  if (sameJson(affinity as JsonValue, before as JsonValue)) return settled;
  nodeAffinityFaults(affinity, before, report);
  return { ...settled, affinity: withNodeAffinityOf(spec.affinity, old.affinity) };
}

function nodeSelectorFaults({ nodeSelector = {} }: PodSpec, old: PodSpec, report: Report): void {
  const kept = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => nodeSelector[key] === value);
  if (kept) return;
  const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  report(FieldError.invalid(AT.child('nodeSelector'), goMap('string', nodeSelector), detail));
}

function withNodeAffinityOf(affinity: Affinity | undefined, old: Affinity | undefined): Affinity | undefined {
  const { nodeAffinity: _own, ...others } = affinity ?? {};
  const nodeAffinity = old?.nodeAffinity;
  if (!old && Object.keys(others).length === 0) return undefined;
  return nodeAffinity ? { ...others, nodeAffinity } : others;
}

function termsOf(affinity: NodeAffinity | undefined): readonly NodeSelectorTerm[] {
  return affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
}

/** Terms stay as many as they are, since each further one would let in more nodes; within a term requirements may be added. */
function nodeAffinityFaults(affinity: NodeAffinity | undefined, old: NodeAffinity | undefined, report: Report): void {
  const [terms, before] = [termsOf(affinity), termsOf(old)];
  if (before.length === 0) return;
  const at = AT.child(
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  );
  if (terms.length !== before.length) {
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    report(FieldError.invalid(at, goSlice('core.NodeSelectorTerm', terms.map(shown)), detail));
    return;
  }
  terms.forEach((term, index) => {
    if (!onlyAdds(term, before[index]!)) report(FieldError.invalid(at.index(index), shown(term), ONLY_ADDITIONS));
  });
}

function onlyAdds(term: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  const lists = ['matchExpressions', 'matchFields'] as const;
  if (lists.every((list) => !old[list]?.length)) return lists.every((list) => !term[list]?.length);
  return lists.every((list) => {
    const before = old[list] ?? [];
    return sameJson((term[list] ?? []).slice(0, before.length) as JsonValue, before as JsonValue);
  });
}

function shown({ matchExpressions, matchFields }: NodeSelectorTerm): GoValue {
  const requirements = (list: readonly NodeSelectorRequirement[] | undefined): GoValue =>
    goSlice(
      'core.NodeSelectorRequirement',
      list?.map(({ key, operator, values }) =>
        goStruct('core.NodeSelectorRequirement', { Key: key, Operator: operator, Values: goSlice('string', values) }),
      ),
    );
  return goStruct('core.NodeSelectorTerm', {
    MatchExpressions: requirements(matchExpressions),
    MatchFields: requirements(matchFields),
  });
}

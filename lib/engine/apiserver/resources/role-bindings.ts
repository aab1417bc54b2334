/**
 * RoleBinding: who has a Role, or a ClusterRole for one namespace.
 *
 * Upstream: pkg/registry/rbac/rolebinding/strategy.go, pkg/apis/rbac/validation/validation.go, pkg/apis/rbac/v1/defaults.go
 */
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goStruct } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain, nameIsPathSegment } from '../../apimachinery/validation/names';
import { checkBindingEscalation } from '../authorization/escalation';
import type { Binding, RoleRef, Subject } from '../authorization/rule-resolver';
import type { Draft, ResourceStrategy } from '../strategy';
import { each, fields, given, matches, oneOf, required, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { validatedTwice } from './rbac-update';

const GROUP = 'rbac.authorization.k8s.io';
const EVERY = { kind: '', name: '', apiGroup: '' };

function roleRefRule(kinds: readonly string[]): Rule<RoleRef> {
  const rule = fields<RoleRef>({
    apiGroup: oneOf<string>(GROUP),
    kind: oneOf(...kinds),
    name: required(matches(nameIsPathSegment)),
  });
  return (roleRef, at, report, context) => rule({ ...EVERY, ...roleRef }, at, report, context);
}

function subjectRule(namespaced: boolean): Rule<Subject> {
  return given((subject, at, report) => {
    const { kind = '', name = '', apiGroup = '', namespace = '' } = subject;
    if (name === '') report(FieldError.required(at.child('name')));
    const group = (wanted: string): void => {
      if (apiGroup !== wanted) report(FieldError.notSupported(at.child('apiGroup'), apiGroup, [wanted]));
    };
    switch (kind) {
      case 'ServiceAccount':
        if (name !== '')
          for (const fault of nameIsDnsSubdomain(name)) report(FieldError.invalid(at.child('name'), name, fault));
        group('');
        if (!namespaced && namespace === '') report(FieldError.required(at.child('namespace')));
        break;
      case 'User':
      case 'Group':
        group(GROUP);
        break;
      default:
        report(FieldError.notSupported(at.child('kind'), kind, ['ServiceAccount', 'User', 'Group']));
    }
  });
}

function applyDefaults(draft: Draft<Binding>): void {
  draft.roleRef = { ...draft.roleRef, apiGroup: draft.roleRef?.apiGroup || GROUP };
  for (const subject of draft.subjects ?? [])
    if (!subject.apiGroup && (subject.kind === 'User' || subject.kind === 'Group')) subject.apiGroup = GROUP;
}

function changes(binding: Binding, old: Binding): FieldError[] {
  if (sameJson(binding.roleRef, old.roleRef)) return [];
  const { apiGroup, kind, name } = binding.roleRef;
  const shown = goStruct('rbac.RoleRef', { APIGroup: apiGroup, Kind: kind, Name: name });
  return [FieldError.invalid(FieldPath.of('roleRef'), shown, 'cannot change roleRef')];
}

/** A binding of one of these kinds of roles. */
export function bindingStrategy(
  plural: 'rolebindings' | 'clusterrolebindings',
  roleKinds: readonly string[],
): ResourceStrategy<Binding> {
  const metadata = { namespaced: plural === 'rolebindings', name: nameIsPathSegment };
  return validatedTwice(
    metadata,
    kindStrategy<Binding>({
      ...metadata,
      applyDefaults,
      rule: fields<Binding>({ roleRef: roleRefRule(roleKinds), subjects: each(subjectRule(metadata.namespaced)) }),
      allowCreateOnUpdate: true,
      authorizeWrite: (object, old, context, place) => checkBindingEscalation(plural, object, old, context, place),
    }),
    changes,
  );
}

export const roleBinding = bindingStrategy('rolebindings', ['Role', 'ClusterRole']);

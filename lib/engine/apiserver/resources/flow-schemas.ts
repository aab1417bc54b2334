/**
 * FlowSchema: which requests go to which priority level.
 *
 * Upstream: pkg/registry/flowcontrol/flowschema/strategy.go, pkg/apis/flowcontrol/validation/validation.go, pkg/apis/flowcontrol/v1beta3/defaults.go
 */
import type {
  FlowSchema,
  FlowSchemaSpec,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  ResourcePolicyRule,
  ServiceAccountSubject,
  Subject,
} from '../../apimachinery/api/flowcontrol-v1beta3';
import type { JsonValue } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import type { FieldPath } from '../../apimachinery/validation/field-path';
import { goSlice, goStruct } from '../../apimachinery/validation/go-value';
import { dns1123LabelFaults, nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { MANDATORY } from '../bootstrap/default-flow-control';
import { each, fields, given, matches, required, when, type Report, type Rule } from '../validation/rules';
import { conditionsRule, withOldMetadata } from './flow-control-status';
import { kindStrategy } from './kind-strategy';

const DEFAULT_PRECEDENCE = 1000;
const MAX_PRECEDENCE = 10000;
const METHODS = ['ByNamespace', 'ByUser'];
const KINDS = ['Group', 'ServiceAccount', 'User'];
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

/** A list in which `*` stands alone; other values go to the rule. */
function listOrAll(what: string, empty: string, rest?: Rule<readonly string[]>): Rule<readonly string[]> {
  return required((values = [], at, report, context) => {
    if (!values.includes('*')) rest?.(values, at, report, context);
    else if (values.length > 1) {
      report(FieldError.invalid(at, goSlice('string', values), `if '*' is present, must not specify other ${what}`));
    }
  }, empty);
}

const verbs = listOrAll('verbs', 'verbs must contain at least one value', (values = [], at, report) => {
  if (!values.every((verb) => VERBS.includes(verb))) {
    report(FieldError.notSupported(at, goSlice('string', values), VERBS));
  }
});

const url: Rule<string> = given((path, at, report) => {
  const refuse = (detail: string): void => report(FieldError.invalid(at, path, detail));
  if (path === '') refuse('must not be empty');
  else if (path === '/') return;
  else if (!path.startsWith('/')) refuse('must start with slash');
  else if (path.includes(' ')) refuse('must not contain white-space');
  else if (path.includes('//')) refuse('must not contain double slash');
  else if (path.slice(0, -1).includes('*') || (path.endsWith('*') && !path.endsWith('/*')))
    refuse('wildcard can only do suffix matching');
});

const nonResourceRule = fields<NonResourcePolicyRule>({
  verbs,
  nonResourceURLs: listOrAll('non-resource URLs', 'nonResourceURLs must contain at least one value', each(url)),
});

const namespaces: Rule<readonly string[]> = listOrAll(
  'namespaces',
  'resource rules that are not cluster scoped must supply at least one namespace',
  each(
    matches((name: string) =>
      dns1123LabelFaults(name).map((fault) => `each member of this list must be '*' or a DNS-1123 label; ${fault}`),
    ),
  ),
);

const resourceRule: Rule<ResourcePolicyRule> = given((rule, at, report, context) => {
  fields<ResourcePolicyRule>({
    verbs,
    apiGroups: listOrAll('api groups', 'resource rules must supply at least one api group'),
    resources: listOrAll('resources', 'resource rules must supply at least one resource'),
  })(rule, at, report, context);
  if (rule.namespaces?.length || !rule.clusterScope)
    namespaces(rule.namespaces, at.child('namespaces'), report, context);
});

const serviceAccountSubject: Rule<ServiceAccountSubject> = given(({ name = '', namespace = '' }, at, report) => {
  if (name === '') report(FieldError.required(at.child('name')));
  else if (name !== '*')
    for (const fault of nameIsDnsSubdomain(name)) report(FieldError.invalid(at.child('name'), name, fault));
  if (namespace === '')
    report(FieldError.required(at.child('namespace'), 'must specify namespace for service account'));
  else
    for (const fault of dns1123LabelFaults(namespace))
      report(FieldError.invalid(at.child('namespace'), namespace, fault));
});

const named: Rule<{ readonly name: string }> = fields<{ readonly name: string }>({ name: required() });

const SUBJECTS = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const;
const SUBJECT_RULES: Readonly<Record<(typeof SUBJECTS)[keyof typeof SUBJECTS], Rule<never>>> = {
  serviceAccount: serviceAccountSubject,
  user: named,
  group: named,
};

const subjectRule: Rule<Subject> = given((subject, at, report, context) => {
  if (!Object.hasOwn(SUBJECTS, subject.kind)) {
    report(FieldError.notSupported(at.child('kind'), subject.kind, KINDS));
    return;
  }
  const own = SUBJECTS[subject.kind as keyof typeof SUBJECTS];
  const place = at.child(own);
  if (!subject[own]) report(FieldError.required(place, `${own} is required when subject kind is '${subject.kind}'`));
  else (SUBJECT_RULES[own] as Rule<unknown>)(subject[own], place, report, context);
  for (const [kind, member] of Object.entries(SUBJECTS)) {
    if (member === own || !subject[member]) continue;
    report(FieldError.forbidden(at.child(member), `${member} is forbidden when subject kind is not '${kind}'`));
  }
});

const policyRules: Rule<PolicyRulesWithSubjects> = given((rules, at, report, context) => {
  const subjects = rules.subjects ?? [];
  const { resourceRules = [], nonResourceRules = [] } = rules;
  if (subjects.length === 0)
    report(FieldError.required(at.child('subjects'), 'subjects must contain at least one value'));
  each(subjectRule)(subjects, at.child('subjects'), report, context);
  if (resourceRules.length === 0 && nonResourceRules.length === 0)
    report(FieldError.required(at, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  each(resourceRule)(resourceRules, at.child('resourceRules'), report, context);
  each(nonResourceRule)(nonResourceRules, at.child('nonResourceRules'), report, context);
});

const spec: Rule<FlowSchemaSpec> = fields<FlowSchemaSpec>({
  distinguisherMethod: when(
    ({ type }) => !METHODS.includes(type),
    given(({ type }, at, report) => {
      const shown = goStruct('flowcontrol.FlowDistinguisherMethod', { Type: type });
      report(FieldError.notSupported(at.child('type'), shown, METHODS));
    }),
  ),
  priorityLevelConfiguration: fields({
    name: required(matches(nameIsDnsSubdomain), 'must reference a priority level'),
  }),
  rules: each(policyRules),
});

function precedence(name: string, value: number, at: FieldPath, report: Report): void {
  const refuse = (detail: string): void => report(FieldError.invalid(at, value, detail));
  if (value <= 0) refuse('must be a positive value');
  if (value > MAX_PRECEDENCE) refuse(`must not be greater than ${MAX_PRECEDENCE}`);
  if (value === 1 && name !== 'exempt') refuse("only the schema named 'exempt' may have matchingPrecedence 1");
}

const rule: Rule<FlowSchema> = given((schema, at, report, context) => {
  const { name } = schema.metadata;
  const place = at.child('spec');
  precedence(name, schema.spec?.matchingPrecedence ?? 0, place.child('matchingPrecedence'), report);
  spec(schema.spec ?? ({} as FlowSchemaSpec), place, report, context);
  const fixed = Object.hasOwn(MANDATORY.flowschemas, name) ? MANDATORY.flowschemas[name] : undefined;
  if (fixed && !sameJson((schema.spec ?? {}) as JsonValue, fixed)) {
    const shown = goStruct('flowcontrol.FlowSchemaSpec', {});
    report(FieldError.invalid(place, shown, `spec of '${name}' must equal the fixed value`));
  }
  conditionsRule(schema.status?.conditions, at.child('status', 'conditions'), report, context);
});

export const flowSchema = kindStrategy<FlowSchema>({
  onUpdate: ['object'],
  namespaced: false,
  name: nameIsDnsSubdomain,
  generation: 'spec',
  applyDefaults: (draft) => {
    if (draft.spec)
      draft.spec = { ...draft.spec, matchingPrecedence: draft.spec.matchingPrecedence || DEFAULT_PRECEDENCE };
  },
  rule,
  status: { resetFields: ['metadata', 'spec'], keep: (object, old) => withOldMetadata(object, old) },
});

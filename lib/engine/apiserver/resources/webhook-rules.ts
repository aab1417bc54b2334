/**
 * What the configurations of both kinds of webhooks have in common.
 *
 * Upstream: pkg/apis/admissionregistration/validation/validation.go, pkg/apis/admissionregistration/v1/defaults.go,
 * staging/src/k8s.io/apiserver/pkg/util/webhook/validation.go
 */
import type {
  MatchCondition,
  MutatingWebhook,
  RuleWithOperations,
  ServiceReference,
  WebhookClientConfig,
} from '../../apimachinery/api/admissionregistration-v1';
import { FieldError } from '../../apimachinery/validation/field-error';
import { goSlice } from '../../apimachinery/validation/go-value';
import {
  dns1035LabelFaults,
  dns1123SubdomainFaults,
  portNumberFaults,
  qualifiedNameFaults,
} from '../../apimachinery/validation/names';
import { matchConditionFault } from '../admission/webhooks/match-conditions';
import type { Draft } from '../strategy';
import { labelSelectorRule } from '../validation/label-selector';
import { also, each, fields, given, matches, must, oneOf, required, unique, type Rule } from '../validation/rules';

const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];
const MAX_MATCH_CONDITIONS = 64;
const MAX_TIMEOUT_SECONDS = 30;
const HTTPS_PORT = 443;
const FORM = '; desired format: https://host[/path]';

/** Fills in what a webhook leaves out. */
export function applyWebhookDefaults(webhook: Draft<MutatingWebhook>): void {
  webhook.failurePolicy ??= 'Fail';
  webhook.matchPolicy ??= 'Equivalent';
  webhook.namespaceSelector ??= {};
  webhook.objectSelector ??= {};
  webhook.timeoutSeconds ??= 10;
  for (const rule of webhook.rules ?? []) rule.scope ??= '*';
  const { service } = webhook.clientConfig ?? {};
  if (service) service.port ??= HTTPS_PORT;
}

// ---- rules ----------------------------------------------------------------------------------------------------------------

/** `*` stands alone. */
function wildcardAlone(what: string): Rule<readonly string[]> {
  return must(
    (values) => values.length < 2 || !values.includes('*'),
    `if '*' is present, must not specify other ${what}`,
    (values) => goSlice('string', values),
  );
}

const resources: Rule<readonly string[]> = (values = [], at, report) => {
  if (values.length === 0) report(FieldError.required(at));
  const allOf = new Set<string>();
  const everywhere = new Set<string>();
  values.forEach((value, index) => {
    const place = at.index(index);
    const slash = value.indexOf('/');
    if (value === '') report(FieldError.required(place));
    if (slash < 0) return;
    const [name, part] = [value.slice(0, slash), value.slice(slash + 1)];
    const redundant = (wider: string): void =>
      report(FieldError.invalid(place, value, `if '${wider}' is present, must not specify ${value}`));
    if (allOf.has(name)) redundant(`${name}/*`);
    if (everywhere.has(part)) redundant(`*/${part}`);
    if (part === '*') allOf.add(name);
    if (name === '*') everywhere.add(part);
  });
  const refuse = (detail: string): void => report(FieldError.invalid(at, goSlice('string', values), detail));
  if (values.length > 1 && values.includes('*/*')) refuse("if '*/*' is present, must not specify other resources");
  // Only the last one without a subresource counts, as upstream happens to have it.
  const lastPlain = values.findLast((value) => value !== '' && !value.includes('/'));
  if (values.includes('*') && lastPlain !== undefined && lastPlain !== '*')
    refuse("if '*' is present, must not specify other resources without subresources");
};

const rule: Rule<RuleWithOperations> = (given_, at, report, context) =>
  fields<RuleWithOperations>({
    operations: required(
      also(
        must(
          (values) => values.length < 2 || !values.includes('*'),
          "if '*' is present, must not specify other operations",
          (values) => goSlice('admissionregistration.OperationType', values),
        ),
        each(oneOf(...OPERATIONS)),
      ),
    ),
    apiGroups: required(wildcardAlone('API groups')),
    apiVersions: required(also(wildcardAlone('API versions'), each(required()))),
    resources,
    scope: oneOf(...SCOPES),
  })(given_, at, report, context);

const fullyQualifiedName: Rule<string> = required(
  given((name, at, report) => {
    const faults = dns1123SubdomainFaults(name);
    if (faults.length > 0) report(FieldError.invalid(at, name, faults.join(',')));
    else if (name.split('.').length < 3) {
      report(FieldError.invalid(at, name, 'should be a domain with at least three segments separated by dots'));
    }
  }),
);

const URL_PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/** `https://host/path` and nothing more. */
const httpsUrl: Rule<string> = given((url, at, report) => {
  const [, scheme = '', authority = '', , query = '', fragment = ''] = URL_PARTS.exec(url) ?? [];
  const separator = authority.lastIndexOf('@');
  const [user, host] = [authority.slice(0, Math.max(0, separator)), authority.slice(separator + 1)];
  const refuse = (value: string, detail: string): void => report(FieldError.invalid(at, value, detail));
  if (scheme !== 'https') refuse(scheme, `'https' is the only allowed URL scheme${FORM}`);
  if (host === '') refuse(host, `host must be specified${FORM}`);
  if (separator >= 0) refuse(user, 'user information is not permitted in the URL');
  if (fragment !== '') refuse(fragment, 'fragments are not permitted in the URL');
  if (query !== '') refuse(query, 'query parameters are not permitted in the URL');
});

const servicePath: Rule<string> = given((path, at, report) => {
  if (path === '' || path === '/') return;
  const refuse = (detail: string): void => report(FieldError.invalid(at, path, detail));
  if (path === '//') return refuse('segment[0] may not be empty');
  if (!path.startsWith('/')) refuse("must start with a '/'");
  const steps = path.slice(1).replace(/\/$/, '').split('/');
  steps.forEach((step, index) => {
    if (step === '') refuse(`segment[${index}] may not be empty`);
    else for (const fault of dns1123SubdomainFaults(step)) refuse(`segment[${index}]: ${fault}`);
  });
});

/** Upstream takes name and namespace for each other when one of them is missing. */
const service: Rule<ServiceReference> = given(({ name, namespace, port = HTTPS_PORT, path }, at, report, context) => {
  if (!namespace) report(FieldError.required(at.child('name'), 'service name is required'));
  if (!name) report(FieldError.required(at.child('namespace'), 'service namespace is required'));
  const faults = portNumberFaults(port);
  if (faults.length > 0) report(FieldError.invalid(at.child('port'), port, `port is not valid: ${faults.join(', ')}`));
  servicePath(path, at.child('path'), report, context);
});

/** Where a webhook is; also of a CustomResourceDefinition's conversion. */
export const webhookClientConfig: Rule<WebhookClientConfig> = (config, at, report, context) => {
  const { url, service: reference } = config ?? {};
  if ((url === undefined) === (reference === undefined)) {
    report(FieldError.required(at, 'exactly one of url or service is required'));
  } else if (url !== undefined) httpsUrl(url, at.child('url'), report, context);
  else service(reference, at.child('service'), report, context);
};

const matchCondition: Rule<MatchCondition> = given(({ name = '', expression = '' }, at, report) => {
  const trimmed = expression.trim();
  const fault = trimmed === '' ? undefined : matchConditionFault(trimmed);
  if (trimmed === '') report(FieldError.required(at.child('expression')));
  else if (fault !== undefined) report(FieldError.invalid(at.child('expression'), trimmed, fault));
  if (name === '') report(FieldError.required(at.child('name')));
  else matches(qualifiedNameFaults)(name, at.child('name'), report, undefined);
});

const matchConditions: Rule<readonly MatchCondition[]> = given((conditions, at, report, context) => {
  if (conditions.length > MAX_MATCH_CONDITIONS) {
    report(FieldError.tooMany(at, conditions.length, MAX_MATCH_CONDITIONS));
  }
  each(matchCondition)(conditions, at, report, context);
  unique<MatchCondition>(({ name }) => name, 'name')(conditions, at, report, context);
});

const reviewVersions: Rule<readonly string[]> = (versions = [], at, report) => {
  if (versions.length === 0) {
    report(FieldError.required(at, `must specify one of ${REVIEW_VERSIONS.join(', ')}`));
    return;
  }
  versions.forEach((version, index) => {
    const place = at.index(index);
    if (versions.indexOf(version) < index) report(FieldError.invalid(place, version, 'duplicate version'));
    else for (const fault of dns1035LabelFaults(version)) report(FieldError.invalid(place, version, fault));
  });
  if (!versions.some((version) => REVIEW_VERSIONS.includes(version))) {
    const detail = `must include at least one of ${REVIEW_VERSIONS.join(', ')}`;
    report(FieldError.invalid(at, goSlice('string', versions), detail));
  }
};

const timeoutSeconds: Rule<number> = must(
  (seconds) => seconds >= 1 && seconds <= MAX_TIMEOUT_SECONDS,
  `the timeout value must be between 1 and ${MAX_TIMEOUT_SECONDS} seconds`,
);

const webhookRule = fields<MutatingWebhook>({
  name: fullyQualifiedName,
  rules: each(rule),
  failurePolicy: oneOf<string>('Fail', 'Ignore'),
  matchPolicy: oneOf<string>('Equivalent', 'Exact'),
  sideEffects: required(oneOf(...SIDE_EFFECTS), `must specify one of ${SIDE_EFFECTS.join(', ')}`),
  timeoutSeconds,
  namespaceSelector: labelSelectorRule,
  objectSelector: labelSelectorRule,
  reinvocationPolicy: oneOf<string>('IfNeeded', 'Never'),
  clientConfig: webhookClientConfig,
  matchConditions,
  admissionReviewVersions: reviewVersions,
});

/** The webhooks of a configuration; of two with one name the second is told where it stands. */
export const webhooksRule: Rule<readonly MutatingWebhook[]> = given((webhooks, at, report, context) => {
  const seen = new Set<string>();
  webhooks.forEach((webhook, index) => {
    const place = at.index(index);
    webhookRule(webhook, place, report, context);
    if (webhook.name && seen.has(webhook.name)) report(FieldError.duplicate(place.child('name'), webhook.name));
    seen.add(webhook.name);
  });
});

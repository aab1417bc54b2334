/**
 * Ingress: hosts and paths of HTTP, and the Services behind them.
 *
 * Upstream: pkg/registry/networking/ingress/strategy.go, pkg/apis/networking/validation/validation.go (ValidateIngressCreate,
 * ValidateIngressUpdate, ValidateIngressStatusUpdate)
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { wasGivenEmpty } from '../../apimachinery/schema/normalize';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goSlice } from '../../apimachinery/validation/go-value';
import {
  dns1123SubdomainFaults,
  nameIsDns1035Label,
  nameIsDnsSubdomain,
  portNameFaults,
  portNumberFaults,
  wildcardDns1123SubdomainFaults,
} from '../../apimachinery/validation/names';
import { loadBalancerStatusRule, notAnAddress, type LoadBalancerStatus } from '../validation/load-balancer-status';
import {
  also,
  each,
  faultsOf,
  fields,
  given,
  matches,
  optional,
  required,
  type Check,
  type Rule,
} from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { typedReferenceRule, type TypedReference } from './typed-reference-rule';

type IngressServiceBackend = {
  readonly name?: string;
  readonly port?: { readonly name?: string; readonly number?: number };
};

type IngressBackend = { readonly service?: IngressServiceBackend; readonly resource?: TypedReference };

type HttpIngressPath = { readonly path?: string; readonly pathType?: string; readonly backend?: IngressBackend };

type HttpIngressRuleValue = { readonly paths?: readonly HttpIngressPath[] };

type IngressRule = { readonly host?: string; readonly http?: HttpIngressRuleValue };

type IngressTls = { readonly hosts?: readonly string[]; readonly secretName?: string };

type IngressSpec = {
  readonly ingressClassName?: string;
  readonly defaultBackend?: IngressBackend;
  readonly rules?: readonly IngressRule[];
  readonly tls?: readonly IngressTls[];
};

type Ingress = KubeObject<{
  readonly spec?: IngressSpec;
  readonly status?: { readonly loadBalancer?: LoadBalancerStatus };
}>;

/** Faults that an older release let through, and that stay where they are. */
interface Tolerance {
  readonly secretNames: boolean;
  readonly wildcardRules: boolean;
}

const STRICT: Tolerance = { secretNames: false, wildcardRules: false };
const OLD_CLASS = 'kubernetes.io/ingress.class';
const NO_PART_OF_PATH = ['//', '/./', '/../', '%2f', '%2F'];
const NO_END_OF_PATH = ['/..', '/.'];

// ---- backends -----------------------------------------------------------------------------------------------------------------

const servicePortRule: Check<IngressServiceBackend> = ({ port = {} }, at, report, context) => {
  const { name = '', number = 0 } = port;
  const place = at.child('service', 'port');
  if (name !== '' && number !== 0) report(FieldError.invalid(at, '', 'cannot set both port name & port number'));
  else if (name !== '') matches(portNameFaults)(name, place.child('name'), report, context);
  else if (number !== 0) matches(portNumberFaults)(number, place.child('number'), report, context);
  else report(FieldError.required(at, 'port name or number is required'));
};

const backendRule: Rule<IngressBackend> = ({ service, resource } = {}, at, report, context) => {
  if (resource && service) {
    report(FieldError.invalid(at, '', 'cannot set both resource and service backends'));
  } else if (resource) typedReferenceRule(resource, at.child('resource'), report, context);
  else if (service) {
    required(matches<string>(nameIsDns1035Label))(service.name, at.child('service', 'name'), report, context);
    servicePortRule(service, at, report, context);
  } else report(FieldError.invalid(at, '', 'resource or service backend is required'));
};

// ---- paths and hosts ------------------------------------------------------------------------------------------------------------

const absolutePath: Check<string> = (path, at, report) => {
  if (!path.startsWith('/')) report(FieldError.invalid(at, path, 'must be an absolute path'));
};

const plainPath: Check<string> = (path, at, report, context) => {
  absolutePath(path, at, report, context);
  for (const part of NO_PART_OF_PATH) {
    if (path.includes(part)) report(FieldError.invalid(at, path, `must not contain '${part}'`));
  }
  for (const end of NO_END_OF_PATH) {
    if (path.endsWith(end)) report(FieldError.invalid(at, path, `cannot end with '${end}'`));
  }
};

const PATH_RULES: Readonly<Record<string, Check<string>>> = {
  Exact: plainPath,
  ImplementationSpecific: (path, at, report, context) => {
    if (path !== '') absolutePath(path, at, report, context);
  },
  Prefix: plainPath,
};

const pathRule: Rule<HttpIngressPath> = given(({ path = '', pathType, backend }, at, report, context) => {
  if (!pathType && pathType !== '')
    return report(FieldError.required(at.child('pathType'), 'pathType must be specified'));
  const rule = Object.hasOwn(PATH_RULES, pathType) ? PATH_RULES[pathType] : undefined;
  if (rule) rule(path, at.child('path'), report, context);
  else report(FieldError.notSupported(at.child('pathType'), pathType, Object.keys(PATH_RULES)));
  backendRule(backend, at.child('backend'), report, context);
});

const httpRule: Rule<HttpIngressRuleValue> = fields<HttpIngressRuleValue>({
  paths: also(required<readonly HttpIngressPath[]>(), each(pathRule)),
});

const isWildcard = (host: string): boolean => host.includes('*');

const hostNameRule: Rule<string> = given((host, at, report, context) =>
  matches(isWildcard(host) ? wildcardDns1123SubdomainFaults : dns1123SubdomainFaults)(host, at, report, context),
);

const ruleRule: Rule<IngressRule, Tolerance> = given(({ host = '', http }, at, report, tolerance) => {
  optional(also(notAnAddress, hostNameRule))(host, at.child('host'), report, undefined);
  if (!isWildcard(host) || !tolerance.wildcardRules) httpRule(http, at.child('http'), report, undefined);
});

const tlsRule: Rule<IngressTls, Tolerance> = given(({ hosts, secretName }, at, report, tolerance) => {
  each(hostNameRule)(hosts, at.child('hosts'), report, undefined);
  if (!tolerance.secretNames) secretNameRule(secretName, at.child('secretName'), report, undefined);
});

const secretNameRule: Rule<string> = optional(matches<string>(nameIsDnsSubdomain));

// ---- the whole ------------------------------------------------------------------------------------------------------------------

const specRule: Rule<IngressSpec, Tolerance> = (spec = {}, at, report, tolerance) => {
  const { rules = [], defaultBackend, tls, ingressClassName } = spec;
  if (rules.length === 0 && !defaultBackend) {
    const shown = goSlice('networking.IngressRule', wasGivenEmpty(spec, 'rules') ? [] : undefined);
    report(FieldError.invalid(at, shown, 'either `defaultBackend` or `rules` must be specified'));
  }
  given(backendRule)(defaultBackend, at.child('defaultBackend'), report, undefined);
  each(ruleRule)(rules, at.child('rules'), report, tolerance);
  each(tlsRule)(tls, at.child('tls'), report, tolerance);
  matches<string>(nameIsDnsSubdomain)(ingressClassName, at.child('ingressClassName'), report, undefined);
};

/** The old annotation and the field say the same. */
const classRule: Check<Ingress> = ({ metadata, spec }, at, report) => {
  const annotation = metadata.annotations?.[OLD_CLASS];
  const named = spec?.ingressClassName;
  if (annotation === undefined || named === undefined || annotation === named) return;
  const detail = 'must match `ingressClassName` when both are specified';
  report(FieldError.invalid(at.child('annotations', OLD_CLASS), annotation, detail));
};

function ruleWith(tolerance: Tolerance): Rule<Ingress> {
  return given(({ spec }, at, report) => specRule(spec, at.child('spec'), report, tolerance));
}

function toleranceOf({ spec = {} }: Ingress): Tolerance {
  const { tls = [], rules = [] } = spec;
  return {
    secretNames: tls.some(({ secretName }) => faultsOf(secretNameRule, secretName, FieldPath.root).length > 0),
    wildcardRules: rules.some(
      ({ host = '', http }) => isWildcard(host) && faultsOf(httpRule, http, FieldPath.root).length > 0,
    ),
  };
}

export const ingresses = kindStrategy<Ingress>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  generation: 'spec',
  rule: also(ruleWith(STRICT), given(classRule)),
  ruleAfter: (old) => ruleWith(toleranceOf(old)),
  onUpdate: ['metadata', 'object'],
  status: {
    initial: { loadBalancer: {} },
    validateUpdate: ({ status }, _old, at, report, context) =>
      loadBalancerStatusRule(status?.loadBalancer, at.child('status', 'loadBalancer'), report, context),
  },
  warnings: ({ metadata, spec }, old) =>
    !old && metadata.annotations?.[OLD_CLASS] !== undefined && spec?.ingressClassName === undefined
      ? [`annotation "${OLD_CLASS}" is deprecated, please use 'spec.ingressClassName' instead`]
      : [],
});

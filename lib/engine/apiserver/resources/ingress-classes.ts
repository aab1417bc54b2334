/**
 * IngressClass: which controller serves an Ingress.
 *
 * Upstream: pkg/registry/networking/ingressclass/strategy.go, pkg/apis/networking/validation/validation.go (ValidateIngressClass)
 */
import { byteLength } from '../../apimachinery/go-text';
import type { KubeObject } from '../../apimachinery/object-meta';
import { FieldError } from '../../apimachinery/validation/field-error';
import {
  dns1123SubdomainFaults,
  httpPathFaults,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
} from '../../apimachinery/validation/names';
import { completed, rewrite } from '../defaults';
import { also, fields, given, matches, oneOf, required, unchanged, type Check, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { typedReferenceRule, type TypedReference } from './typed-reference-rule';

type IngressClassParameters = TypedReference & { readonly scope?: string; readonly namespace?: string };

type IngressClassSpec = { readonly controller?: string; readonly parameters?: IngressClassParameters };

type IngressClass = KubeObject<{ readonly spec?: IngressClassSpec }>;

const MAX_CONTROLLER_BYTES = 250;

/** `example.com/controller` */
const domainPrefixedPath: Rule<string> = required(
  given((text, at, report) => {
    const slash = text.indexOf('/');
    const [host, path] = [text.slice(0, Math.max(slash, 0)), text.slice(slash + 1)];
    if (host === '' || path === '') {
      return report(FieldError.invalid(at, text, 'must be a domain-prefixed path (such as "acme.io/foo")'));
    }
    for (const fault of dns1123SubdomainFaults(host)) report(FieldError.invalid(at, host, fault));
    for (const fault of httpPathFaults(path)) report(FieldError.invalid(at, path, fault));
  }),
);

const controllerRule: Rule<string> = also(
  given((controller, at, report) => {
    if (byteLength(controller) <= MAX_CONTROLLER_BYTES) return;
    report(FieldError.tooLong(at, controller, MAX_CONTROLLER_BYTES));
  }),
  domainPrefixedPath,
);

/** Parameters are one object of the cluster, or one of a namespace. */
const scopeRule: Check<IngressClassParameters> = ({ scope, namespace }, at, report, context) => {
  const [scopePlace, place] = [at.child('scope'), at.child('namespace')];
  if (scope === undefined) return report(FieldError.required(scopePlace));
  oneOf<string>('Cluster', 'Namespace')(scope, scopePlace, report, context);
  if (scope === 'Namespace' && namespace === undefined) {
    report(FieldError.required(place, "`parameters.scope` is set to 'Namespace'"));
  } else if (scope === 'Namespace') matches<string>(nameIsDnsLabel)(namespace, place, report, context);
  else if (scope === 'Cluster' && namespace !== undefined) {
    report(FieldError.forbidden(place, "`parameters.scope` is set to 'Cluster'"));
  }
};

export const ingressClasses = kindStrategy<IngressClass>({
  namespaced: false,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) =>
    rewrite(draft as IngressClass, (ingressClass) =>
      completed(ingressClass, 'spec', (spec) =>
        completed(spec, 'parameters', (parameters) => ({ ...parameters, scope: parameters.scope ?? 'Cluster' })),
      ),
    ),
  generation: 'spec',
  rule: fields<IngressClass>({
    spec: fields<IngressClassSpec>({
      controller: controllerRule,
      parameters: also(typedReferenceRule, given(scopeRule)),
    }),
  }),
  changeRule: ({ spec }, old, at, report) =>
    unchanged(spec?.controller, old.spec?.controller, at.child('spec', 'controller'), report),
  onUpdate: ['metadata', 'change', 'object'],
});

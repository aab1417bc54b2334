/** An HTTPRoute of the Gateway API: which requests reach which Services, and in which proportion. */
import { type Construct } from 'constructs';
import {
  toJson_HttpRouteSpec,
  type HttpRouteSpecParentRefs,
  type HttpRouteSpecRules,
  type HttpRouteSpecRulesBackendRefs,
  type HttpRouteSpecRulesFilters,
  type HttpRouteSpecRulesMatches,
} from '../../../imports/gateway.networking.k8s.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { type Port } from '../pod/port';
import { reportMistake } from '../validation/mistake';
import { Gateway, type GatewayApiVersion } from './gateway';
import { Service } from './service';

/** A Service that gets a share of the requests. */
export interface WeightedBackend {
  /** The Service. In another namespace it needs a ReferenceGrant there. */
  readonly service: Service;
  /**
   * Port of the Service.
   * @default - its first
   */
  readonly port?: Port;
  /**
   * Its share, in proportion to the other backends of the rule; 0 for none.
   * @default 1
   */
  readonly weight?: number;
}

/** Which requests a rule is about. All that is given must hold. */
export interface RouteMatch {
  /**
   * Path of the request.
   * @default '/'
   */
  readonly path?: string;
  /**
   * How the path is compared.
   * @default 'PathPrefix'
   */
  readonly pathType?: 'PathPrefix' | 'Exact' | 'RegularExpression';
  /**
   * Method of the request.
   * @default - any
   */
  readonly method?: string;
  /**
   * Headers with exactly these values: `{ 'x-canary': 'always' }`.
   * @default - any
   */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a rule does to requests and answers. */
export interface RouteFilters {
  /**
   * Replaces the matched prefix of the path.
   * @default - the path stays
   */
  readonly rewritePrefix?: string;
  /**
   * Headers that requests get.
   * @default - none
   */
  readonly requestHeaders?: Readonly<Record<string, string>>;
  /**
   * Headers that answers get.
   * @default - none
   */
  readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** A rule that sends requests to Services. */
export interface BackendRule extends RouteFilters {
  /**
   * Requests, any of which the rule is about.
   * @default - all
   */
  readonly matches?: readonly RouteMatch[];
  /** Where they go. */
  readonly backends: readonly (Service | WeightedBackend)[];
  /**
   * Time for request and answer: `10s`.
   * @default - the implementation's
   */
  readonly timeout?: string;
}

/** A rule that sends clients elsewhere. */
export interface RedirectRule {
  /**
   * Requests, any of which the rule is about.
   * @default - all
   */
  readonly matches?: readonly RouteMatch[];
  /** Where clients go. */
  readonly redirect: {
    readonly scheme?: 'http' | 'https';
    readonly hostname?: string;
    readonly port?: number;
    /** @default 302 */
    readonly statusCode?: 301 | 302;
  };
}

/** A gateway the route attaches to. */
export interface RouteParent {
  /** The gateway, ours or one that exists. */
  readonly gateway: Gateway | { readonly name: string; readonly namespace?: string };
  /**
   * Name of the listener.
   * @default - all that fit
   */
  readonly listener?: string;
}

/** An HTTPRoute. */
export interface HttpRouteProps extends KubernetesObjectProps {
  /** Gateways it attaches to. */
  readonly parents: readonly (Gateway | RouteParent)[];
  /**
   * Host names, `shop.example.com` or `*.example.com`.
   * @default - those of the gateway
   */
  readonly hosts?: readonly string[];
  /** What happens to requests. */
  readonly rules: readonly (BackendRule | RedirectRule)[];
  /**
   * Version of the Gateway API.
   * @default 'v1'
   */
  readonly apiVersion?: GatewayApiVersion;
}

const pairs = (texts: Readonly<Record<string, string>>): { name: string; value: string }[] =>
  Object.entries(texts).map(([name, value]) => ({ name, value }));

function toMatch({ path = '/', pathType = 'PathPrefix', method, headers }: RouteMatch): HttpRouteSpecRulesMatches {
  return { path: { type: pathType, value: path }, method, headers: headers && pairs(headers) };
}

function filtersOf(rule: RouteFilters): HttpRouteSpecRulesFilters[] | undefined {
  const { rewritePrefix, requestHeaders, responseHeaders } = rule;
  const filters: HttpRouteSpecRulesFilters[] = [];
  if (rewritePrefix !== undefined) {
    const path = { type: 'ReplacePrefixMatch', replacePrefixMatch: rewritePrefix };
    filters.push({ type: 'URLRewrite', urlRewrite: { path } });
  }
  if (requestHeaders) {
    filters.push({ type: 'RequestHeaderModifier', requestHeaderModifier: { set: pairs(requestHeaders) } });
  }
  if (responseHeaders) {
    filters.push({ type: 'ResponseHeaderModifier', responseHeaderModifier: { set: pairs(responseHeaders) } });
  }
  return filters.length > 0 ? filters : undefined;
}

const weighted = (backend: Service | WeightedBackend): WeightedBackend =>
  backend instanceof Service ? { service: backend } : backend;

/** An HTTPRoute. */
export class HttpRoute extends KubernetesObject {
  /** Sends everything that arrives at a listener to the same address under https. */
  static redirectToHttps(scope: Construct, id: string, props: Omit<HttpRouteProps, 'rules'>): HttpRoute {
    return new HttpRoute(scope, id, { ...props, rules: [{ redirect: { scheme: 'https', statusCode: 301 } }] });
  }

  constructor(scope: Construct, id: string, props: HttpRouteProps) {
    const apiVersion = `gateway.networking.k8s.io/${props.apiVersion ?? 'v1'}`;
    super(scope, id, { apiVersion, kind: 'HTTPRoute', resourceType: 'httproutes' }, props, {
      spec: () =>
        toJson_HttpRouteSpec({
          parentRefs: props.parents.map((parent) => this.#parentRef(parent)),
          hostnames: props.hosts && [...props.hosts],
          rules: props.rules.map((rule) => this.#rule(rule)),
        }),
    });
    props.rules.forEach((rule, position) => this.#check(rule, `rules[${position}]`));
  }

  #parentRef(parent: Gateway | RouteParent): HttpRouteSpecParentRefs {
    const { gateway, listener } = parent instanceof Gateway ? { gateway: parent, listener: undefined } : parent;
    const elsewhere = gateway.namespace !== undefined && gateway.namespace !== this.namespace;
    return { name: gateway.name, namespace: elsewhere ? gateway.namespace : undefined, sectionName: listener };
  }

  #rule(rule: BackendRule | RedirectRule): HttpRouteSpecRules {
    const matches = (rule.matches ?? [{}]).map(toMatch);
    if ('redirect' in rule) return { matches, filters: [{ type: 'RequestRedirect', requestRedirect: rule.redirect }] };
    return {
      matches,
      filters: filtersOf(rule),
      backendRefs: rule.backends.map((backend) => this.#backendRef(weighted(backend))),
      timeouts: rule.timeout === undefined ? undefined : { request: rule.timeout },
    };
  }

  #backendRef({ service, port, weight }: WeightedBackend): HttpRouteSpecRulesBackendRefs {
    const namespace = service.namespace === this.namespace ? undefined : service.namespace;
    return { name: service.name, namespace, port: (port ?? service.ports[0])?.servicePort, weight };
  }

  #check(rule: BackendRule | RedirectRule, field: string): void {
    for (const { path = '/', pathType } of rule.matches ?? []) {
      if (pathType === 'RegularExpression' || path.startsWith('/')) continue;
      const fix = 'start the path with a slash';
      reportMistake(this, { field: `${field}.matches.path`, given: path, expected: 'an absolute path', fix });
    }
    if ('redirect' in rule) return;
    const weights = rule.backends.map((backend) => weighted(backend).weight ?? 1);
    if (weights.every((weight) => weight >= 0 && Number.isInteger(weight)) && weights.some((weight) => weight > 0)) {
      return;
    }
    reportMistake(this, {
      field: `${field}.backends.weight`,
      given: weights,
      expected: 'whole numbers from 0, at least one of them above',
      fix: 'give one backend a share of the requests',
    });
  }
}

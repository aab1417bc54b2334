/** An Ingress: which requests from outside reach which Service, under which certificate. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { declareExisting } from '../validation/existing';
import { reportMistake } from '../validation/mistake';
import { type Service } from './service';
import { type Port } from '../pod/port';

/** Requests whose path matches go to a Service. */
export interface IngressPath {
  /**
   * Path of the request.
   * @default '/'
   */
  readonly path?: string;
  /**
   * How the path is compared.
   * @default 'Prefix'
   */
  readonly pathType?: 'Prefix' | 'Exact' | 'ImplementationSpecific';
  /** The Service. */
  readonly service: Service;
  /**
   * Port of the Service.
   * @default - its first
   */
  readonly port?: Port;
}

/** Paths under a host name. */
export interface IngressHost {
  /** Host name, `shop.example.com` or `*.example.com`. */
  readonly host: string;
  /** What is found there. */
  readonly paths: readonly IngressPath[];
  /**
   * Secret in the cluster that holds certificate and key (made by cert-manager, by hand ...).
   * @default - plain http, which has to be allowed by `unsafePlainHttp`
   */
  readonly tlsSecret?: string | { readonly name: string };
}

/** How an Ingress behaves. */
export interface IngressOptions extends KubernetesObjectProps {
  /**
   * Who serves it.
   * @default - the cluster's default class
   */
  readonly className?: string;
  /**
   * Whether plain requests are sent to https; written as the annotation of ingress-nginx, others need `annotations`.
   * @default true
   */
  readonly redirectToHttps?: boolean;
  /**
   * Allows hosts without certificate.
   * @default false
   */
  readonly unsafePlainHttp?: boolean;
}

/** An Ingress. */
export interface IngressProps extends IngressOptions {
  /** Host names and what is found there. */
  readonly hosts: readonly IngressHost[];
}

function rule(host: IngressHost): k8s.IngressRule {
  const paths = host.paths.map(({ path, pathType, service, port }) => ({
    path: path ?? '/',
    pathType: pathType ?? 'Prefix',
    backend: { service: { name: service.name, port: { number: (port ?? service.ports[0])?.servicePort } } },
  }));
  return { host: host.host, http: { paths } };
}

function tls(hosts: readonly IngressHost[]): k8s.IngressTls[] | undefined {
  const bySecret = new Map<string, string[]>();
  for (const { host, tlsSecret } of hosts) {
    if (tlsSecret === undefined) continue;
    const secretName = typeof tlsSecret === 'string' ? tlsSecret : tlsSecret.name;
    bySecret.set(secretName, [...(bySecret.get(secretName) ?? []), host]);
  }
  return bySecret.size > 0 ? [...bySecret].map(([secretName, names]) => ({ secretName, hosts: names })) : undefined;
}

function redirectAnnotations(props: IngressProps): Record<string, string> {
  if (!props.hosts.some(({ tlsSecret }) => tlsSecret !== undefined)) return {};
  return { 'nginx.ingress.kubernetes.io/ssl-redirect': String(props.redirectToHttps ?? true) };
}

/** An Ingress. */
export class Ingress extends KubernetesObject {
  constructor(scope: Construct, id: string, props: IngressProps) {
    const identity = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', resourceType: 'ingresses' };
    const annotations = { ...redirectAnnotations(props), ...props.annotations };
    super(
      scope,
      id,
      identity,
      { ...props, annotations },
      {
        spec: () =>
          k8s.toJson_IngressSpec({
            ingressClassName: props.className,
            rules: props.hosts.map(rule),
            tls: tls(props.hosts),
          }),
      },
    );
    for (const { host, tlsSecret } of props.hosts) {
      if (tlsSecret === undefined && !props.unsafePlainHttp) this.#reportPlainHttp(host);
      if (typeof tlsSecret === 'string')
        declareExisting(this, { kind: 'Secret', name: tlsSecret, namespace: this.namespace });
    }
  }

  #reportPlainHttp(host: string): void {
    reportMistake(this, {
      field: `hosts[${host}].tlsSecret`,
      given: undefined,
      expected: 'the Secret with certificate and key',
      fix: 'name the Secret, or set unsafePlainHttp',
    });
  }
}

/** An AuthorizationPolicy of Istio: who may call what, by the account that the caller's certificate names. */
import { type Construct } from 'constructs';
import { toJson_AuthorizationPolicySpec } from '../../../imports/security.istio.io';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { nonEmpty } from '../non-empty';
import { matchLabelsOf, type PodSelection } from '../pod-selection';
import { type IstioSecurityVersion, securityApi } from './istio-version';

/** Who calls. */
export interface MeshSource {
  /**
   * Accounts, `cluster.local/ns/NAMESPACE/sa/NAME`.
   * @default - any
   */
  readonly principals?: readonly string[];
  /**
   * Namespaces.
   * @default - any
   */
  readonly namespaces?: readonly string[];
  /**
   * Address ranges.
   * @default - any
   */
  readonly ipBlocks?: readonly string[];
}

/** What is called. */
export interface MeshOperation {
  /**
   * Methods; gRPC has only POST.
   * @default - any
   */
  readonly methods?: readonly string[];
  /**
   * Paths; that of an RPC is `/package.Service/Method`.
   * @default - any
   */
  readonly paths?: readonly string[];
  /**
   * Ports of the pod.
   * @default - any
   */
  readonly ports?: readonly number[];
  /**
   * Host names.
   * @default - any
   */
  readonly hosts?: readonly string[];
}

/** Callers and what they call. */
export interface MeshRule {
  /**
   * Who calls, any of these.
   * @default - anybody
   */
  readonly from?: readonly MeshSource[];
  /**
   * What is called, any of these.
   * @default - anything
   */
  readonly to?: readonly MeshOperation[];
}

/** An AuthorizationPolicy. */
export interface AuthorizationPolicyProps extends KubernetesObjectProps {
  /**
   * The pods it holds for.
   * @default - all of the namespace
   */
  readonly pods?: PodSelection;
  /**
   * What happens to calls that a rule fits.
   * @default 'ALLOW'
   */
  readonly action?: 'ALLOW' | 'DENY' | 'AUDIT';
  /**
   * Rules; a call has to fit one of them.
   * @default - none: no call fits
   */
  readonly rules?: readonly MeshRule[];
  /**
   * Version of Istio's security API.
   * @default 'v1beta1'
   */
  readonly apiVersion?: IstioSecurityVersion;
}

const copied = (list: readonly string[] | undefined): string[] | undefined => list && nonEmpty(list);

function toRule({ from, to }: MeshRule) {
  return {
    from: from?.map(({ principals, namespaces, ipBlocks }) => ({
      source: { principals: copied(principals), namespaces: copied(namespaces), ipBlocks: copied(ipBlocks) },
    })),
    to: to?.map(({ methods, paths, ports, hosts }) => ({
      operation: {
        methods: copied(methods),
        paths: copied(paths),
        ports: copied(ports?.map(String)),
        hosts: copied(hosts),
      },
    })),
  };
}

/** An AuthorizationPolicy. */
export class AuthorizationPolicy extends KubernetesObject {
  /** A policy under which nobody may call anything in the namespace; others then allow what is needed. */
  static denyAll(scope: Construct, id: string, props: KubernetesObjectProps = {}): AuthorizationPolicy {
    return new AuthorizationPolicy(scope, id, props);
  }

  constructor(scope: Construct, id: string, props: AuthorizationPolicyProps = {}) {
    const apiVersion = securityApi(props.apiVersion);
    super(scope, id, { apiVersion, kind: 'AuthorizationPolicy', resourceType: 'authorizationpolicies' }, props, {
      spec: () =>
        toJson_AuthorizationPolicySpec({
          selector: props.pods && { matchLabels: matchLabelsOf(props.pods) },
          action: props.action,
          rules: props.rules?.map(toRule),
        }),
    });
  }
}

/** A Namespace that enforces Pod Security. */
import { type Construct } from 'constructs';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';

/** Level of the Pod Security Standards. */
export type PodSecurityLevel = 'restricted' | 'baseline' | 'privileged';

/** A Namespace. */
export interface NamespaceProps extends Omit<KubernetesObjectProps, 'namespace'> {
  /**
   * Level that pods must meet. `privileged` allows everything.
   * @default 'restricted'
   */
  readonly podSecurity?: PodSecurityLevel;
  /**
   * Level whose violations are warned about and audited.
   * @default - the enforced level, at least baseline
   */
  readonly warnAndAudit?: PodSecurityLevel;
  /**
   * Version of the Standards.
   * @default 'v1.28'
   */
  readonly podSecurityVersion?: string;
}

function podSecurityLabels(props: NamespaceProps): Record<string, string> {
  const enforced = props.podSecurity ?? 'restricted';
  const watched = props.warnAndAudit ?? (enforced === 'privileged' ? 'baseline' : enforced);
  const version = props.podSecurityVersion ?? 'v1.28';
  const label = (mode: string, level: string): Record<string, string> => ({
    [`pod-security.kubernetes.io/${mode}`]: level,
    [`pod-security.kubernetes.io/${mode}-version`]: version,
  });
  return { ...label('enforce', enforced), ...label('audit', watched), ...label('warn', watched) };
}

/** A Namespace. */
export class Namespace extends KubernetesObject {
  constructor(scope: Construct, id: string, props: NamespaceProps = {}) {
    const identity = { apiVersion: 'v1', kind: 'Namespace', resourceType: 'namespaces', clusterScoped: true };
    super(scope, id, identity, { ...props, labels: { ...podSecurityLabels(props), ...props.labels } }, {});
  }
}

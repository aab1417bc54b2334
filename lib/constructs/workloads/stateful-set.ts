/** A StatefulSet: pods with a name and a disk of their own. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { claimSpec, Volume, type ClaimSpecProps, type Mount } from '../pod/volume';
import { nonEmpty } from '../non-empty';
import { ScalableWorkload, type ScalableWorkloadProps } from './scalable-workload';
import { intOrPercent } from './workload';

/** A claim that every pod gets for itself, mounted in the main container. */
export interface ClaimTemplate extends ClaimSpecProps {
  /** Name of the claim template. */
  readonly name: string;
  /** Absolute path in the main container. */
  readonly path: string;
  /**
   * A path inside the volume instead of its root.
   * @default - the root
   */
  readonly subPath?: string;
  /**
   * Labels of the claims.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A StatefulSet. */
export interface StatefulSetProps extends ScalableWorkloadProps {
  /** The headless Service that names the pods. */
  readonly serviceName: string;
  /**
   * Claims that every pod gets for itself.
   * @default - none
   */
  readonly claims?: readonly ClaimTemplate[];
  /**
   * Whether pods come and go one after the other or all at once.
   * @default 'OrderedReady'
   */
  readonly podManagementPolicy?: 'OrderedReady' | 'Parallel';
  /**
   * Pods with a smaller ordinal keep their revision.
   * @default 0
   */
  readonly partition?: number;
  /**
   * Pods that may be missing during an update; needs the MaxUnavailableStatefulSet gate.
   * @default 1
   */
  readonly maxUnavailable?: number | string;
  /**
   * `OnDelete` replaces a pod only when somebody deletes it.
   * @default 'RollingUpdate'
   */
  readonly updateStrategy?: 'RollingUpdate' | 'OnDelete';
  /**
   * What happens to the claims when the StatefulSet goes or shrinks.
   * @default - both Retain
   */
  readonly claimRetention?: { readonly whenDeleted?: 'Retain' | 'Delete'; readonly whenScaled?: 'Retain' | 'Delete' };
}

function claimTemplate(claim: ClaimTemplate): k8s.KubePersistentVolumeClaimProps {
  return { metadata: { name: claim.name, labels: claim.labels && { ...claim.labels } }, spec: claimSpec(claim) };
}

function claimMount(claim: ClaimTemplate): Mount {
  return { path: claim.path, volume: Volume.fromClaimTemplate(claim.name), subPath: claim.subPath };
}

/** A StatefulSet. */
export class StatefulSet extends ScalableWorkload {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: StatefulSetProps,
  ) {
    const identity = { apiVersion: 'apps/v1', kind: 'StatefulSet', resourceType: 'statefulsets' };
    super(scope, id, identity, props, { spec: () => k8s.toJson_StatefulSetSpec(this.#spec()) });
    for (const claim of props.claims ?? []) this.template.main.addMount(claimMount(claim));
  }

  #spec(): k8s.StatefulSetSpec {
    const { props } = this;
    return {
      replicas: this.replicas,
      serviceName: props.serviceName,
      selector: { matchLabels: { ...this.selector } },
      podManagementPolicy: props.podManagementPolicy ?? 'OrderedReady',
      updateStrategy: this.#updateStrategy(),
      minReadySeconds: props.minReadySeconds,
      revisionHistoryLimit: props.revisionHistoryLimit,
      persistentVolumeClaimRetentionPolicy: props.claimRetention && {
        whenDeleted: props.claimRetention.whenDeleted ?? 'Retain',
        whenScaled: props.claimRetention.whenScaled ?? 'Retain',
      },
      volumeClaimTemplates: nonEmpty((props.claims ?? []).map(claimTemplate)),
      template: this.template.toKube({
        restartPolicy: 'Always',
        replicaLabels: this.selector,
        revisionLabel: 'controller-revision-hash',
      }),
    };
  }

  #updateStrategy(): k8s.StatefulSetUpdateStrategy {
    if (this.props.updateStrategy === 'OnDelete') return { type: 'OnDelete' };
    const { partition = 0, maxUnavailable } = this.props;
    return { type: 'RollingUpdate', rollingUpdate: { partition, maxUnavailable: intOrPercent(maxUnavailable) } };
  }
}

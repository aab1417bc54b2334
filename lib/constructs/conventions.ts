/** What all constructs under a scope have in common (owner, version, security, registry secrets ...), declared once at that scope. */
import { type Construct } from 'constructs';
import { type ImagePullPolicy } from './pod/container';
import { type ResourcesProps } from './pod/resources';
import { type SchedulingProps } from './pod/scheduling';
import { type PodSecurityProps } from './pod/security';
import { type PolicyPeer } from './network/policy-peer';

/** Conventions of a scope; inner scopes override outer ones, and a construct's own props override both. */
export interface ConventionProps {
  /**
   * `app.kubernetes.io/part-of`: the application that the workloads belong to.
   * @default - each workload's own name
   */
  readonly partOf?: string;
  /**
   * `app.kubernetes.io/version` of the workloads.
   * @default - the tag of the workload's image
   */
  readonly version?: string;
  /**
   * `app.kubernetes.io/managed-by`.
   * @default 'cdk8s'
   */
  readonly managedBy?: string;
  /**
   * The team that answers for the objects: label `owner`.
   * @default - no label
   */
  readonly owner?: string;
  /**
   * Where that team is reached: annotation `email`.
   * @default - no annotation
   */
  readonly email?: string;
  /**
   * Labels for every object.
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Annotations for every object.
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * Annotations for every pod.
   * @default - none
   */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /**
   * When the kubelet asks the registry for an image.
   * @default 'Always'
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Names of registry secrets that exist in the cluster.
   * @default - none
   */
  readonly imagePullSecrets?: readonly string[];
  /**
   * Priority class of every pod; a name that exists in the cluster or in the app.
   * @default - none
   */
  readonly priorityClassName?: string;
  /**
   * Security settings of every pod.
   * @default - what Pod Security "restricted" asks for, and more (see PodSecurityProps)
   */
  readonly security?: PodSecurityProps;
  /**
   * Resources of containers that say nothing themselves.
   * @default - see ResourcesProps
   */
  readonly resources?: ResourcesProps;
  /**
   * Where pods may run and how they spread.
   * @default - see SchedulingProps
   */
  readonly scheduling?: SchedulingProps;
  /**
   * Replicas of workloads that say nothing themselves.
   * @default 3
   */
  readonly replicas?: number;
  /**
   * Who answers DNS queries.
   * @default - pods labelled k8s-app=kube-dns in namespace kube-system, port 53
   */
  readonly dnsServers?: readonly PolicyPeer[];
  /**
   * Ports on which the DNS servers' pods listen.
   * @default [53]
   */
  readonly dnsPorts?: readonly number[];
  /**
   * Who forwards requests from outside to workloads that have an Ingress.
   * @default - namespace ingress-nginx
   */
  readonly ingressControllers?: readonly PolicyPeer[];
  /**
   * Who scrapes metrics.
   * @default - namespace monitoring
   */
  readonly metricsScrapers?: readonly PolicyPeer[];
  /**
   * Leaves out the NetworkPolicy of every workload, so that anyone may call it and it may call anyone.
   * @default false
   */
  readonly unsafeNoNetworkPolicies?: boolean;
}

const declared = new WeakMap<object, ConventionProps>();

function merged(outer: ConventionProps, inner: ConventionProps): ConventionProps {
  return {
    ...outer,
    ...inner,
    labels: { ...outer.labels, ...inner.labels },
    annotations: { ...outer.annotations, ...inner.annotations },
    podAnnotations: { ...outer.podAnnotations, ...inner.podAnnotations },
    security: { ...outer.security, ...inner.security },
    resources: { ...outer.resources, ...inner.resources },
    scheduling: { ...outer.scheduling, ...inner.scheduling },
  };
}

function withOwnership(props: ConventionProps): ConventionProps {
  return {
    ...props,
    labels: { ...(props.owner ? { owner: props.owner } : {}), ...props.labels },
    annotations: { ...(props.email ? { email: props.email } : {}), ...props.annotations },
  };
}

/** Conventions by scope. */
export class Conventions {
  /** Declares conventions for everything created under `scope` from now on; a second call adds to the first. */
  static apply(scope: Construct, props: ConventionProps): void {
    declared.set(scope, merged(declared.get(scope) ?? {}, props));
  }

  /** The conventions that hold at `construct`. */
  static of(construct: Construct): ConventionProps {
    const props = construct.node.scopes.map((scope) => declared.get(scope) ?? {}).reduce(merged, {});
    return withOwnership(props);
  }

  private constructor() {}
}

/** What differs between the places a shop runs on: ingress, load balancer, storage, DNS and who assigns user ids. */
import { PolicyPeer } from '../../constructs/network/policy-peer';

/** The places we know. */
export const PLATFORM_NAMES = ['generic', 'kind', 'eks', 'gke', 'aks', 'openshift', 'rancher'] as const;

/** A place to run. */
export type PlatformName = (typeof PLATFORM_NAMES)[number];

/** The word that the frontend shows in its banner. */
export type PlatformBanner = 'local' | 'gcp' | 'aws' | 'azure' | 'onprem' | 'alibaba';

/** What a platform asks of manifests. */
export interface Platform {
  readonly name: PlatformName;
  /** `ingressClassName`; undefined where the platform reads an annotation instead. */
  readonly ingressClassName?: string;
  /** Annotations of the Ingress; `healthPath` answers 200 when the shop can serve. */
  readonly ingressAnnotations: (healthPath: string) => Readonly<Record<string, string>>;
  /** Who brings requests from outside to pods: pods of the ingress controller, or addresses of the cloud's load balancer. */
  readonly ingressControllers: readonly PolicyPeer[];
  /** Annotations of a Service of type LoadBalancer. */
  readonly loadBalancerAnnotations: (healthPath: string) => Readonly<Record<string, string>>;
  /** Storage class of volumes; undefined for the cluster's default. */
  readonly storageClassName?: string;
  /** Who answers DNS, where it is not kube-dns in kube-system on port 53. */
  readonly dns?: { readonly servers: readonly PolicyPeer[]; readonly ports: readonly number[] };
  /** Whether the platform assigns user, group and SELinux label itself and refuses others. */
  readonly assignsUserIds: boolean;
  /** Images side-loaded into nodes are never found by `Always`. */
  readonly imagePullPolicy: 'Always' | 'IfNotPresent';
  /** What the frontend's banner says. */
  readonly banner: PlatformBanner;
}

const none = (): Readonly<Record<string, string>> => ({});
const nginx = {
  ingressClassName: 'nginx',
  ingressAnnotations: none,
  ingressControllers: [PolicyPeer.namespace('ingress-nginx')],
} as const;
const ordinary = { loadBalancerAnnotations: none, assignsUserIds: false, imagePullPolicy: 'Always' } as const;

/** The load balancer of AWS aims at pod addresses, which belong to the VPC: private ranges, whichever the VPC has. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
/** Google's load balancers and health checks. */
const GOOGLE_FRONT_ENDS = ['130.211.0.0/22', '35.191.0.0/16'];

const PLATFORMS: Readonly<Record<PlatformName, Platform>> = {
  generic: { name: 'generic', ...nginx, ...ordinary, banner: 'onprem' },
  kind: {
    name: 'kind',
    ...nginx,
    ...ordinary,
    storageClassName: 'standard',
    imagePullPolicy: 'IfNotPresent',
    banner: 'local',
  },
  eks: {
    name: 'eks',
    ...ordinary,
    ingressClassName: 'alb',
    ingressAnnotations: (healthPath) => ({
      'alb.ingress.kubernetes.io/healthcheck-path': healthPath,
      'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]',
      'alb.ingress.kubernetes.io/scheme': 'internet-facing',
      'alb.ingress.kubernetes.io/ssl-redirect': '443',
      'alb.ingress.kubernetes.io/target-type': 'ip',
    }),
    ingressControllers: PRIVATE_RANGES.map((cidr) => PolicyPeer.cidr(cidr)),
    loadBalancerAnnotations: () => ({
      'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
      'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing',
      'service.beta.kubernetes.io/aws-load-balancer-type': 'external',
    }),
    storageClassName: 'gp3',
    banner: 'aws',
  },
  gke: {
    name: 'gke',
    ...ordinary,
    // GKE's own controller reads the annotation, and does not take its class from ingressClassName.
    ingressAnnotations: () => ({ 'kubernetes.io/ingress.class': 'gce' }),
    ingressControllers: GOOGLE_FRONT_ENDS.map((cidr) => PolicyPeer.cidr(cidr)),
    loadBalancerAnnotations: () => ({ 'cloud.google.com/l4-rbs': 'enabled' }),
    storageClassName: 'standard-rwo',
    banner: 'gcp',
  },
  aks: {
    name: 'aks',
    ...ordinary,
    ingressClassName: 'webapprouting.kubernetes.azure.com',
    ingressAnnotations: none,
    ingressControllers: [PolicyPeer.namespace('app-routing-system')],
    loadBalancerAnnotations: (healthPath) => ({
      'service.beta.kubernetes.io/azure-load-balancer-health-probe-request-path': healthPath,
    }),
    storageClassName: 'managed-csi',
    banner: 'azure',
  },
  openshift: {
    name: 'openshift',
    ...ordinary,
    ingressClassName: 'openshift-default',
    ingressAnnotations: () => ({ 'route.openshift.io/termination': 'edge' }),
    ingressControllers: [PolicyPeer.namespaces({ 'policy-group.network.openshift.io/ingress': '' })],
    dns: {
      servers: [PolicyPeer.pods({ 'dns.operator.openshift.io/daemonset-dns': 'default' }, 'openshift-dns')],
      ports: [5353],
    },
    assignsUserIds: true,
    banner: 'onprem',
  },
  rancher: {
    name: 'rancher',
    ...ordinary,
    ingressClassName: 'nginx',
    ingressAnnotations: none,
    // RKE2 ships its ingress controller in kube-system.
    ingressControllers: [PolicyPeer.pods({ 'app.kubernetes.io/name': 'rke2-ingress-nginx' }, 'kube-system')],
    storageClassName: 'longhorn',
    banner: 'onprem',
  },
};

/** The platform called `name`. */
export function platform(name: PlatformName = 'generic'): Platform {
  return PLATFORMS[name];
}

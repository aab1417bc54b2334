/**
 * What kube-controller-manager's flags say, with its defaults.
 *
 * Upstream: pkg/controller/*\/config/v1alpha1/defaults.go, cmd/kube-controller-manager/app/options
 */
import { ControllerSelection } from './controller-selection';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const YEAR = 365 * 24 * 60 * MINUTE;

export const DEFAULT_CONTROLLER_MANAGER_OPTIONS = {
  controllers: new ControllerSelection(['*']),
  /** Whether Nodes get ranges of addresses for their pods. */
  allocateNodeCidrs: true,
  attachDetachReconcileSyncPeriodMs: MINUTE,
  /** Who makes load balancers: `model`, or nobody. */
  cloudProvider: '',
  /** Where those ranges are cut from; one of each family, with a comma between. */
  clusterCidr: '10.244.0.0/16',
  clusterSigningDurationMs: YEAR,
  endpointUpdatesBatchPeriodMs: 0,
  endpointSliceUpdatesBatchPeriodMs: 0,
  maxEndpointsPerSlice: 100,
  mirroringEndpointSliceMaxEndpointsPerSubset: 1000,
  mirroringEndpointSliceUpdatesBatchPeriodMs: 0,
  horizontalPodAutoscalerCpuInitializationPeriodMs: 5 * MINUTE,
  horizontalPodAutoscalerDownscaleStabilizationMs: 5 * MINUTE,
  horizontalPodAutoscalerInitialReadinessDelayMs: 30 * SECOND,
  horizontalPodAutoscalerSyncPeriodMs: 15 * SECOND,
  horizontalPodAutoscalerTolerance: 0.1,
  largeClusterSizeThreshold: 50,
  legacyServiceAccountTokenCleanUpPeriodMs: YEAR,
  namespaceSyncPeriodMs: 5 * MINUTE,
  nodeCidrMaskSize: 24,
  nodeCidrMaskSizeIpv6: 64,
  nodeEvictionRate: 0.1,
  nodeMonitorGracePeriodMs: 40 * SECOND,
  nodeMonitorPeriodMs: 5 * SECOND,
  nodeStartupGracePeriodMs: MINUTE,
  pvClaimBinderSyncPeriodMs: 15 * SECOND,
  resourceQuotaSyncPeriodMs: 5 * MINUTE,
  secondaryNodeEvictionRate: 0.01,
  /** Not to be cut from: the addresses of Services. */
  serviceClusterIpRange: '10.96.0.0/16',
  terminatedPodGcThreshold: 12_500,
  unhealthyZoneThreshold: 0.55,
};

/** The flags of kube-controller-manager by name, durations in milliseconds. */
export type ControllerManagerOptions = Readonly<typeof DEFAULT_CONTROLLER_MANAGER_OPTIONS>;

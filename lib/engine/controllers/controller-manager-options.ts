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
  attachDetachReconcileSyncPeriodMs: MINUTE,
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
  nodeEvictionRate: 0.1,
  nodeMonitorGracePeriodMs: 40 * SECOND,
  nodeMonitorPeriodMs: 5 * SECOND,
  nodeStartupGracePeriodMs: MINUTE,
  pvClaimBinderSyncPeriodMs: 15 * SECOND,
  resourceQuotaSyncPeriodMs: 5 * MINUTE,
  secondaryNodeEvictionRate: 0.01,
  terminatedPodGcThreshold: 12_500,
  unhealthyZoneThreshold: 0.55,
} as const satisfies Readonly<Record<string, number | ControllerSelection>>;

/** The flags of kube-controller-manager by name, durations in milliseconds. */
export type ControllerManagerOptions = {
  readonly [Name in keyof typeof DEFAULT_CONTROLLER_MANAGER_OPTIONS]: Name extends 'controllers'
    ? ControllerSelection
    : number;
};

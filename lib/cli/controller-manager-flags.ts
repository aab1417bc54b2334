/**
 * kube-controller-manager's own flags, by its names, as options of a command.
 *
 * Upstream: cmd/kube-controller-manager/app/options
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  DEFAULT_CONTROLLER_MANAGER_OPTIONS,
  type ControllerManagerOptions,
} from '../engine/controllers/controller-manager-options';
import { ControllerSelection } from '../engine/controllers/controller-selection';
import { IpRange } from '../engine/apimachinery/ip-address';
import { parseDuration } from '../engine/apimachinery/time';
import { ParseError } from '../engine/apimachinery/parse-error';

const DURATIONS = {
  'attach-detach-reconcile-sync-period': 'attachDetachReconcileSyncPeriodMs',
  'cluster-signing-duration': 'clusterSigningDurationMs',
  'endpoint-updates-batch-period': 'endpointUpdatesBatchPeriodMs',
  'endpointslice-updates-batch-period': 'endpointSliceUpdatesBatchPeriodMs',
  'mirroring-endpointslice-updates-batch-period': 'mirroringEndpointSliceUpdatesBatchPeriodMs',
  'horizontal-pod-autoscaler-cpu-initialization-period': 'horizontalPodAutoscalerCpuInitializationPeriodMs',
  'horizontal-pod-autoscaler-downscale-stabilization': 'horizontalPodAutoscalerDownscaleStabilizationMs',
  'horizontal-pod-autoscaler-initial-readiness-delay': 'horizontalPodAutoscalerInitialReadinessDelayMs',
  'horizontal-pod-autoscaler-sync-period': 'horizontalPodAutoscalerSyncPeriodMs',
  'legacy-service-account-token-clean-up-period': 'legacyServiceAccountTokenCleanUpPeriodMs',
  'namespace-sync-period': 'namespaceSyncPeriodMs',
  'node-monitor-grace-period': 'nodeMonitorGracePeriodMs',
  'node-monitor-period': 'nodeMonitorPeriodMs',
  'node-startup-grace-period': 'nodeStartupGracePeriodMs',
  'pvclaimbinder-sync-period': 'pvClaimBinderSyncPeriodMs',
  'resource-quota-sync-period': 'resourceQuotaSyncPeriodMs',
} as const;

const NUMBERS = {
  'horizontal-pod-autoscaler-tolerance': 'horizontalPodAutoscalerTolerance',
  'node-eviction-rate': 'nodeEvictionRate',
  'secondary-node-eviction-rate': 'secondaryNodeEvictionRate',
  'unhealthy-zone-threshold': 'unhealthyZoneThreshold',
} as const;

const INTEGERS = {
  'large-cluster-size-threshold': 'largeClusterSizeThreshold',
  'max-endpoints-per-slice': 'maxEndpointsPerSlice',
  'mirroring-endpointslice-max-endpoints-per-subset': 'mirroringEndpointSliceMaxEndpointsPerSubset',
  'node-cidr-mask-size': 'nodeCidrMaskSize',
  'node-cidr-mask-size-ipv4': 'nodeCidrMaskSize',
  'node-cidr-mask-size-ipv6': 'nodeCidrMaskSizeIpv6',
  'terminated-pod-gc-threshold': 'terminatedPodGcThreshold',
} as const;

const RANGES = {
  'cluster-cidr': 'clusterCidr',
  'service-cluster-ip-range': 'serviceClusterIpRange',
} as const;

const GROUP = 'Of kube-controller-manager:';

export interface ControllerManagerFlags {
  /** What was given, with the defaults of the rest; once the command has parsed. */
  collected(): ControllerManagerOptions;
  /** Whether any flag of autoscalers was given. */
  concernAutoscalers(): boolean;
}

/** Adds the flags to a command. */
export function addControllerManagerFlags(command: Command): ControllerManagerFlags {
  const given: { -readonly [Name in keyof ControllerManagerOptions]?: ControllerManagerOptions[Name] } = {};
  const add = <Name extends keyof ControllerManagerOptions>(
    flag: string,
    value: string,
    name: Name,
    parse: (text: string) => ControllerManagerOptions[Name],
    description?: string,
  ): void => {
    const keep = (text: string): void => {
      given[name] = parse(text);
    };
    command.addOption(new Option(`--${flag} <${value}>`, description).argParser(keep).helpGroup(GROUP));
  };
  add(
    'controllers',
    'list',
    'controllers',
    parseControllers,
    "'*' all, 'name' one, '-name' not; '-*' none and no scheduler",
  );
  for (const [flag, name] of Object.entries(DURATIONS)) add(flag, 'duration', name, parseDurationText);
  for (const [flag, name] of Object.entries(NUMBERS)) add(flag, 'number', name, parseNumber);
  for (const [flag, name] of Object.entries(INTEGERS)) add(flag, 'integer', name, parseInteger);
  for (const [flag, name] of Object.entries(RANGES)) add(flag, 'ranges', name, parseRanges);
  add('cloud-provider', 'name', 'cloudProvider', parseCloudProvider, "'model' gives load balancers their addresses");
  add('allocate-node-cidrs', 'boolean', 'allocateNodeCidrs', parseBoolean);
  return {
    collected: () => ({ ...DEFAULT_CONTROLLER_MANAGER_OPTIONS, ...given }),
    concernAutoscalers: () => Object.keys(given).some((name) => name.startsWith('horizontalPodAutoscaler')),
  };
}

function parseControllers(text: string): ControllerSelection {
  try {
    return new ControllerSelection(text.split(',').map((term) => term.trim()));
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** A duration of a command line, such as `1h30m`, in milliseconds. */
export function parseDurationText(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new InvalidArgumentError(error.message);
  }
}

function parseNumber(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It is a number.');
  return Number(text);
}

function parseInteger(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}

function parseRanges(text: string): string {
  if (text.split(',').some((range) => !IpRange.parse(range.trim()))) {
    throw new InvalidArgumentError('It is a range such as 10.244.0.0/16, or one of each family with a comma between.');
  }
  return text;
}

function parseBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new InvalidArgumentError("It is 'true' or 'false'.");
  return text === 'true';
}
function parseCloudProvider(text: string): string {
  if (text !== '' && text !== 'model') throw new InvalidArgumentError("It is 'model', or empty for none.");
  return text;
}

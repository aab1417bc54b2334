/** Traces through an OpenTelemetry collector, and Google's profiler. */
import { type OwnServiceName, type ProfiledServiceName } from '../service-names';

/** The OpenTelemetry collector that receives traces and sends them to Google Cloud. */
export interface CollectorProps {
  /**
   * Google Cloud project; `fromMetadata` has an init container ask the node's metadata server at start.
   */
  readonly project: string | 'fromMetadata';
  /**
   * The collector's own configuration, as YAML text. `PROJECT_ID` in double braces stands for the project.
   * @default - OTLP over gRPC in, Google Cloud out
   */
  readonly configuration?: string;
  /**
   * Command of the init container that finds the project.
   * @default - wget and sed
   */
  readonly projectCommand?: readonly string[];
}

/** With a collector, services may send traces. */
export interface TracingProps {
  /** The collector that receives the traces. */
  readonly collector: CollectorProps;
  /**
   * Whether services send traces; otherwise they only know where to.
   * @default true
   */
  readonly tracing?: boolean;
  /**
   * Services that report to Google's profiler.
   * @default - none
   */
  readonly profiler?: 'all' | readonly ProfiledServiceName[];
}

/** Without a collector nobody can send traces. */
export interface ProfilingProps {
  /** Traces need one: see TracingProps. */
  readonly collector?: undefined;
  readonly tracing?: false;
  /** Services that report to Google's profiler. */
  readonly profiler: 'all' | readonly ProfiledServiceName[];
}

/** Traces and profiles. */
export type TelemetryProps = TracingProps | ProfilingProps;

/** Services that can send traces. */
export const TRACED_SERVICES: readonly OwnServiceName[] = [
  'checkoutservice',
  'currencyservice',
  'emailservice',
  'frontend',
  'paymentservice',
  'productcatalogservice',
  'recommendationservice',
];

/** Services whose profiler is on unless a variable says no. */
const ON_BY_DEFAULT: readonly OwnServiceName[] = [
  'currencyservice',
  'emailservice',
  'paymentservice',
  'productcatalogservice',
  'recommendationservice',
  'shippingservice',
];
/** Services whose profiler is off unless a variable says yes. */
const OFF_BY_DEFAULT: readonly OwnServiceName[] = ['checkoutservice', 'frontend'];

/** The variables of a service's profiler and tracer, without the collector's address. */
export function telemetryVariables(
  name: OwnServiceName,
  telemetry: TelemetryProps | undefined,
): Record<string, string> {
  const profiled = telemetry?.profiler === 'all' || (telemetry?.profiler?.some((one) => one === name) ?? false);
  const variables: Record<string, string> = {};
  if (OFF_BY_DEFAULT.includes(name)) variables['ENABLE_PROFILER'] = profiled ? '1' : '0';
  if (ON_BY_DEFAULT.includes(name) && !profiled) variables['DISABLE_PROFILER'] = '1';
  if (telemetry?.collector && TRACED_SERVICES.includes(name)) {
    variables['OTEL_SERVICE_NAME'] = name;
    if (telemetry.tracing ?? true) variables['ENABLE_TRACING'] = '1';
  }
  return variables;
}

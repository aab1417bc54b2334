/** Online Boutique: the shop as a chart, its environments, and the forms in which it can be written. */
export { BoutiqueEnvironment, shopProps } from './environments/boutique-environment';
export * from './environments/environment';
export { Images, type ForeignImageName, type ImageName, type ImageProps } from './images';
export { OnlineBoutique } from './online-boutique';
export * from './online-boutique-props';
export { composeFile } from './outputs/compose-file';
export { writeHelmChart } from './outputs/helm-chart';
export { summary } from './outputs/summary';
export { PLATFORM_NAMES, type PlatformBanner, type PlatformName } from './platforms/platform';
export * from './release-strategy';
export { type ReleasedService } from './released-service';
export * from './secret-source';
export * from './service-names';
export { type ShoppingAssistantProps } from './shoppingassistantservice';
export * from './variations/cart-database';
export * from './variations/exposure';
export { type IstioProps } from './variations/istio-props';
export {
  type CollectorProps,
  type ProfilingProps,
  type TelemetryProps,
  type TracingProps,
} from './variations/telemetry';

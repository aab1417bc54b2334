/** What every workload of a shop needs to know about the shop: its props, its images, its platform. */
import { type Construct } from 'constructs';
import { type EnvInput } from '../constructs/pod/environment';
import { Images } from './images';
import { type OnlineBoutiqueProps, type ServiceOverrides } from './online-boutique-props';
import { type Platform, platform } from './platforms/platform';
import { type ReleaseStrategy } from './release-strategy';
import { RELEASABLE_SERVICE_NAMES, type ServiceName } from './service-names';

/** A shop as its workloads see it. */
export class Shop {
  /** Which images the workloads run. */
  readonly images: Images;
  /** What the platform asks. */
  readonly platform: Platform;
  /** How versions are released. */
  readonly release: ReleaseStrategy;

  constructor(
    /** The chart that the workloads belong to. */
    readonly scope: Construct,
    /** What the user said. */
    readonly props: OnlineBoutiqueProps,
  ) {
    this.images = new Images(props.images);
    this.platform = platform(props.platform);
    this.release = props.release ?? { strategy: 'rolling' };
  }

  /** What the user said about one workload. */
  overrides(name: ServiceName): ServiceOverrides {
    return this.props.services?.[name] ?? {};
  }

  /** The name a workload and its Service have. */
  nameOf(name: ServiceName): string {
    return this.overrides(name).name ?? name;
  }

  /** Whether new versions of a service run beside the current one before they replace it. */
  hasCandidate(name: ServiceName): boolean {
    if (this.release.strategy === 'rolling' || this.release.strategy === 'recreate') return false;
    const services = this.release.services ?? ['frontend'];
    return RELEASABLE_SERVICE_NAMES.some((service) => service === name && services.includes(service));
  }

  /** The path under which the shop lives, empty for the root. */
  get baseUrl(): string {
    return this.props.frontend?.baseUrl ?? '';
  }

  /** The path that answers 200 when the shop can serve. */
  get healthPath(): string {
    return `${this.baseUrl}/_healthz`;
  }

  /** Settings as a ConfigMap or as plain variables, whichever the shop uses. */
  settings(values: Readonly<Record<string, string>>): {
    readonly config?: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, EnvInput>>;
  } {
    if (Object.keys(values).length === 0) return {};
    return this.props.settings === 'inline' ? { env: values } : { config: values };
  }
}

/** The way out to Google's APIs, and to the metadata server that gives pods their Google identity. */
import { type Component } from '../../constructs/components/component';
import { ExternalService } from '../../constructs/components/external-service';
import { type Shop } from '../shop';

const METADATA_SERVER = ['169.254.169.254/32'];
/** Where GKE's Workload Identity answers on each node. */
const WORKLOAD_IDENTITY = ['169.254.169.252/32'];

/** Google's APIs as a callee. One per shop. */
export class GoogleApis {
  readonly #callees: readonly ExternalService[];

  constructor(shop: Shop) {
    const outside = (id: string, port: number, cidrs?: readonly string[]): ExternalService =>
      new ExternalService(shop.scope, id, { ports: [port], cidrs });
    this.#callees = [
      outside('google-apis', 443),
      outside('google-metadata', 80, METADATA_SERVER),
      outside('google-workload-identity', 988, WORKLOAD_IDENTITY),
    ];
  }

  /** Lets a component call Google's APIs as the account it is bound to. */
  admit(component: Component): void {
    for (const callee of this.#callees) component.dependsOn({ on: callee, variable: false });
    component.allowDns();
  }
}

/** The annotation that binds a service account to a Google one. */
export const googleIdentity = (account: string): Record<string, string> => ({
  'iam.gke.io/gcp-service-account': account,
});

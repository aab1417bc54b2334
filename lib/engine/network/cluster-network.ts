/** The network of a cluster for whoever sends traffic through it: names, Services, Ingresses. */
import type { Clock } from '../clock/clock';
import type { InformerFactory } from '../client/informer-factory';
import type { Random } from '../random/random';
import { ClusterDns } from './dns';
import type { IngressController } from './ingress/ingress-controller';
import { ServiceProxy } from './service-proxy';

/** What the network stands on. */
export interface ClusterNetworkParts {
  readonly dnsInformers: InformerFactory;
  readonly proxyInformers: InformerFactory;
  readonly clock: Clock;
  readonly random: Random;
  /** Whoever leads requests through Ingresses now. */
  ingresses(): IngressController | undefined;
}

export class ClusterNetwork {
  readonly dns: ClusterDns;
  readonly services: ServiceProxy;

  constructor(private readonly parts: ClusterNetworkParts) {
    const { dnsInformers, proxyInformers, clock, random } = parts;
    this.dns = new ClusterDns(dnsInformers);
    this.services = new ServiceProxy(proxyInformers, clock, random);
  }

  /** Undefined where no controllers run. */
  get ingresses(): IngressController | undefined {
    return this.parts.ingresses();
  }
}

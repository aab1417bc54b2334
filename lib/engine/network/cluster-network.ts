/** The network of a cluster for whoever sends traffic through it: names, Services, Ingresses. */
import type { Clock } from '../clock/clock';
import type { InformerFactory } from '../client/informer-factory';
import type { Random } from '../random/random';
import { ClusterDns } from './dns';
import type { IngressController } from './ingress/ingress-controller';
import { ServiceProxy } from './service-proxy';

export class ClusterNetwork {
  readonly dns: ClusterDns;
  readonly services: ServiceProxy;

  /** @param ingresses undefined where no controllers run */
  constructor(
    informers: InformerFactory,
    clock: Clock,
    random: Random,
    readonly ingresses: IngressController | undefined,
  ) {
    this.dns = new ClusterDns(informers);
    this.services = new ServiceProxy(informers, clock, random);
  }
}

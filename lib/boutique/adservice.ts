/** adservice: Text ads that match what a visitor looks at; Java. */
import { Port } from '../constructs/pod/port';
import { Probe } from '../constructs/pod/probe';
import { BoutiqueService, type Track } from './boutique-service';
import { type Shop } from './shop';

/** Text ads that match what a visitor looks at; Java. */
export class AdService extends BoutiqueService {
  constructor(shop: Shop, track?: Track) {
    super(
      shop,
      {
        name: 'adservice',
        component: 'ads',
        port: Port.grpc(9555),
        env: { PORT: 9555 },
        limit: { cpu: '300m', memory: '300Mi' },
        usage: { cpu: '60m', memory: '100Mi' },
        canDrain: true,
        probes: { startup: Probe.grpc({ periodSeconds: 4, failureThreshold: 60 }) }, // a JVM on a busy node
      },
      track,
    );
  }
}

/** shippingservice: Quotes and pretends to ship; Go. */
import { Port } from '../constructs/pod/port';
import { BoutiqueService, type Track } from './boutique-service';
import { type Shop } from './shop';

/** Quotes and pretends to ship; Go. */
export class ShippingService extends BoutiqueService {
  constructor(shop: Shop, track?: Track) {
    super(
      shop,
      {
        name: 'shippingservice',
        component: 'shipping',
        port: Port.grpc(50051),
        env: { PORT: 50051 },
        limit: { cpu: '200m', memory: '128Mi' },
        usage: { cpu: '10m', memory: '16Mi' },
        canDrain: false,
      },
      track,
    );
  }
}

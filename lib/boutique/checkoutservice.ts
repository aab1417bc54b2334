/** checkoutservice: Places an order: calls six services in a row; Go. */
import { Port } from '../constructs/pod/port';
import { BoutiqueService, type Track } from './boutique-service';
import { type Shop } from './shop';

/** Places an order: calls six services in a row; Go. */
export class CheckoutService extends BoutiqueService {
  constructor(shop: Shop, track?: Track) {
    super(
      shop,
      {
        name: 'checkoutservice',
        component: 'checkout',
        port: Port.grpc(5050),
        env: { PORT: 5050 },
        limit: { cpu: '200m', memory: '128Mi' },
        usage: { cpu: '10m', memory: '20Mi' },
        canDrain: false,
      },
      track,
    );
  }
}

/** paymentservice: Pretends to charge credit cards; Node.js. */
import { Port } from '../constructs/pod/port';
import { BoutiqueService, type Track } from './boutique-service';
import { type Shop } from './shop';

/** Pretends to charge credit cards; Node.js. */
export class PaymentService extends BoutiqueService {
  constructor(shop: Shop, track?: Track) {
    super(
      shop,
      {
        name: 'paymentservice',
        component: 'payment',
        port: Port.grpc(50051),
        env: { PORT: 50051 },
        limit: { cpu: '200m', memory: '256Mi' },
        usage: { cpu: '10m', memory: '64Mi' },
        canDrain: true,
      },
      track,
    );
  }
}

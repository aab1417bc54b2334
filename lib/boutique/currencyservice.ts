/** currencyservice: Converts amounts between currencies; Node.js. The most called service of the shop. */
import { Port } from '../constructs/pod/port';
import { BoutiqueService, type Track } from './boutique-service';
import { type Shop } from './shop';

/** Converts amounts between currencies; Node.js. The most called service of the shop. */
export class CurrencyService extends BoutiqueService {
  constructor(shop: Shop, track?: Track) {
    super(
      shop,
      {
        name: 'currencyservice',
        component: 'currency',
        port: Port.grpc(7000),
        env: { PORT: 7000 },
        limit: { cpu: '200m', memory: '256Mi' },
        usage: { cpu: '20m', memory: '64Mi' },
        canDrain: true,
      },
      track,
    );
  }
}

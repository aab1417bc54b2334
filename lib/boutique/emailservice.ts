/** emailservice: Pretends to send order confirmations; Python. Its Service listens on 5000, the program on 8080. */
import { Port } from '../constructs/pod/port';
import { BoutiqueService, type Track } from './boutique-service';
import { type Shop } from './shop';

/** Pretends to send order confirmations; Python. Its Service listens on 5000, the program on 8080. */
export class EmailService extends BoutiqueService {
  constructor(shop: Shop, track?: Track) {
    super(
      shop,
      {
        name: 'emailservice',
        component: 'email',
        port: Port.grpc(8080, { servicePort: 5000 }),
        env: { PORT: 8080 },
        limit: { cpu: '200m', memory: '128Mi' },
        usage: { cpu: '10m', memory: '64Mi' },
        canDrain: true,
      },
      track,
    );
  }
}

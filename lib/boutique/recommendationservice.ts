/** recommendationservice: Recommends other products; Python. */
import { Port } from '../constructs/pod/port';
import { BoutiqueService, type Track } from './boutique-service';
import { type Shop } from './shop';

/** Recommends other products; Python. */
export class RecommendationService extends BoutiqueService {
  constructor(shop: Shop, track?: Track) {
    super(
      shop,
      {
        name: 'recommendationservice',
        component: 'recommendations',
        port: Port.grpc(8080),
        env: { PORT: 8080 },
        limit: { cpu: '200m', memory: '450Mi' },
        usage: { cpu: '10m', memory: '220Mi' },
        canDrain: true,
      },
      track,
    );
  }
}

/** frontend: the web shop; Go. Calls everything else, one call after the other, and is the only program that visitors reach. */
import { Port } from '../constructs/pod/port';
import { Probe } from '../constructs/pod/probe';
import { BoutiqueService, type Track } from './boutique-service';
import { type Shop } from './shop';

/** Settings of the frontend that differ by environment. */
function settings(shop: Shop): Record<string, string> {
  const { frontend = {}, shoppingAssistant } = shop.props;
  const optional: Record<string, string | undefined> = {
    BASE_URL: frontend.baseUrl,
    FRONTEND_MESSAGE: frontend.message,
    BANNER_COLOR: frontend.bannerColor,
    PACKAGING_SERVICE_URL: frontend.packagingServiceUrl,
  };
  return {
    ENV_PLATFORM: frontend.platformBanner ?? shop.platform.banner,
    CYMBAL_BRANDING: String(frontend.branding === 'cymbal'),
    ENABLE_ASSISTANT: String(shoppingAssistant !== undefined),
    ENABLE_SINGLE_SHARED_SESSION: String(frontend.singleSharedSession ?? false),
    ...Object.fromEntries(
      Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
}

/** A health check with a session of its own, so that it leaves no trace among visitors. */
function healthCheck(shop: Shop, session: string): Probe {
  const headers = { Cookie: `shop_session-id=x-${session}-probe` };
  return Probe.http(shop.healthPath, { headers });
}

/** The web shop. */
export class Frontend extends BoutiqueService {
  constructor(shop: Shop, track?: Track) {
    const ready = healthCheck(shop, 'readiness');
    super(
      shop,
      {
        name: 'frontend',
        component: 'web',
        port: Port.http(8080, { servicePort: 80 }),
        env: {
          PORT: 8080,
          // The program ends without an address, also where there is no assistant to call.
          ...(shop.props.shoppingAssistant
            ? {}
            : { SHOPPING_ASSISTANT_SERVICE_ADDR: `${shop.nameOf('shoppingassistantservice')}:80` }),
        },
        settings: settings(shop),
        limit: { cpu: '200m', memory: '128Mi' },
        usage: { cpu: '50m', memory: '32Mi' },
        canDrain: false,
        probes: {
          readiness: ready.with({ periodSeconds: 5, timeoutSeconds: 2 }),
          liveness: Probe.tcp({ periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 5 }),
          startup: ready.with({ periodSeconds: 2, failureThreshold: 60 }),
        },
        extra: { podAnnotations: { 'sidecar.istio.io/rewriteAppHTTPProbers': 'true' } },
      },
      track,
    );
  }
}

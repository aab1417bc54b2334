/** loadgenerator: simulated visitors that browse, fill carts and order; Python, Locust. Calls the frontend and is called by nobody. */
import { type ContainerProps } from '../constructs/pod/container';
import { Probe } from '../constructs/pod/probe';
import { BoutiqueService } from './boutique-service';
import { type LoadGeneratorProps } from './online-boutique-props';
import { type Shop } from './shop';

/** Asks for the shop's health until it answers, two minutes at most. */
const WAIT_FOR_FRONTEND = [
  '/bin/sh',
  '-c',
  'for attempt in $(seq 60); do wget -q -T 2 -O /dev/null "http://$FRONTEND_ADDR/_healthz" && exit 0; sleep 2; done; exit 1',
];
const CHECK_RESOURCES = { cpu: '50m', memory: '32Mi', ephemeralStorage: '16Mi' };
const DEFAULT_USERS = 10;
const DEFAULT_RATE = 1;

function initContainers(shop: Shop, props: LoadGeneratorProps, address: string): ContainerProps[] {
  const { waitsFor = 'frontend' } = props;
  if (waitsFor === 'nothing') return [];
  return [
    {
      name: 'frontend-check',
      image: shop.images.foreign('busybox'),
      command: waitsFor === 'frontend' ? WAIT_FOR_FRONTEND : waitsFor.command,
      env: { FRONTEND_ADDR: address },
      resources: CHECK_RESOURCES,
    },
  ];
}

/** Simulated visitors. Users and rate are for all pods together; each pod gets its share. */
export class LoadGenerator extends BoutiqueService {
  constructor(shop: Shop, props: LoadGeneratorProps, frontendAddress: string) {
    const replicas = shop.overrides('loadgenerator').replicas ?? 1;
    const address = String(
      shop.overrides('loadgenerator').env?.['FRONTEND_ADDR'] ?? `${frontendAddress}${shop.baseUrl}`,
    );
    const share = (amount: number): string => String(Math.max(1, Math.round(amount / replicas)));
    super(shop, {
      name: 'loadgenerator',
      component: 'load',
      env: { FRONTEND_ADDR: address },
      settings: {
        USERS: share(props.users ?? DEFAULT_USERS),
        RATE: String((props.usersPerSecond ?? DEFAULT_RATE) / replicas),
      },
      limit: { cpu: '500m', memory: '512Mi' },
      usage: { cpu: '50m', memory: '200Mi' },
      canDrain: false, // nobody calls it
      probes: {
        readiness: Probe.exec(['/bin/sh', '-c', 'wget -q -T 3 -O /dev/null "http://$FRONTEND_ADDR/_healthz"'], {
          periodSeconds: 10,
          timeoutSeconds: 5,
        }),
        liveness: Probe.exec(['pgrep', '-f', 'locust'], { periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 5 }),
      },
      extra: {
        containerName: 'main',
        replicas,
        initContainers: initContainers(shop, props, address),
        podAnnotations: { 'sidecar.istio.io/rewriteAppHTTPProbers': 'true' },
      },
    });
  }
}

/** A cluster behind a socket, whole: certificates, credentials, clock, kubeconfig. */
import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { SuspendingWebhooks } from '../engine/apiserver/admission/webhooks/suspending-webhooks';
import type { WebhookCall, WebhookReply } from '../engine/apiserver/admission/webhooks/webhook-call';
import type { User } from '../engine/apiserver/request';
import { Cluster, type ClusterOptions } from '../engine/cluster';
import { programs } from '../programs';
import { UnionAuthenticator } from './authentication/authenticator';
import { BearerTokens } from './authentication/bearer-tokens';
import { ClientCertificates } from './authentication/client-certificates';
import { FixedToken } from './authentication/fixed-token';
import { RsaTokenSigner } from './authentication/rsa-token-signer';
import { WebSocketTokens } from './authentication/websocket-tokens';
import type { TlsSettings } from './http-server';
import type { KubeconfigContent } from './kubeconfig';
import { ServerSockets, type ServerUrls } from './server-sockets';
import type { Subject } from './tls/certificate';
import { CertificateAuthority, type KeyAndCertificate } from './tls/certificate-authority';
import { requestSignatures } from './tls/request-signature';
import { WallClock, type Speed } from './wall-clock';
import { askAll } from './webhooks/complete-answer';

export interface BoutiqueServerOptions {
  /** @default a cluster without nodes */
  readonly cluster?: Omit<ClusterOptions, 'tokens' | 'tokenSigner' | 'certificateSigner'>;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0: any free one. @default 0 */
  readonly port?: number;
  /** Where the server's own paths are reached also while the API server is stopped. 0: any free one. @default 0 */
  readonly controlPort?: number;
  /** Plain HTTP, where whoever reaches the socket is an administrator. Loopback only. @default false */
  readonly insecureHttp?: boolean;
  /** @default 1 */
  readonly speed?: Speed;
}

const ADMINISTRATOR: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
const LOOPBACK_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const LOOPBACK_ADDRESS = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
const CLUSTER_NAMES = [
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
];
const CLUSTER_ADDRESS = '10.96.0.1';

export function isLoopback(host: string): boolean {
  return LOOPBACK_ADDRESS.test(host);
}

export class BoutiqueServer {
  readonly cluster: Cluster;
  readonly wallClock: WallClock;
  readonly #sockets: ServerSockets;
  readonly #authority = new CertificateAuthority(() => Date.now());
  readonly #usesTls: boolean;
  readonly #token = randomBytes(24).toString('base64url');
  #urls: ServerUrls = { url: '', controlUrl: '' };

  /** @throws Error for plain HTTP beyond this machine */
  constructor(options: BoutiqueServerOptions) {
    const { cluster, host = '127.0.0.1', insecureHttp = false, speed } = options;
    if (insecureHttp && !isLoopback(host))
      throw new Error(`Plain HTTP is for this machine alone, and ${host} is reached from others.`);
    this.#usesTls = !insecureHttp;
    this.cluster = new Cluster({
      webhooks: new SuspendingWebhooks((calls, answered) => void this.#ask(calls, answered)),
      signatures: requestSignatures,
      ...cluster,
      images: { ...programs, ...cluster?.images },
      certificateSigner: this.#authority,
      tokens: [new FixedToken(this.#token, ADMINISTRATOR)],
      tokenSigner: new RsaTokenSigner(),
    });
    this.wallClock = new WallClock(this.cluster.clock, speed);
    const bearers = new BearerTokens(this.cluster.apiServer.core.tokens);
    const door = {
      cluster: this.cluster,
      wallClock: this.wallClock,
      authenticator: new UnionAuthenticator([new ClientCertificates(), bearers, new WebSocketTokens(bearers)]),
      ...(insecureHttp ? { withoutCredentials: ADMINISTRATOR, hosts: LOOPBACK_HOSTS } : {}),
    };
    const tls = insecureHttp ? undefined : tlsOf(this.#authority, host);
    this.#sockets = new ServerSockets(door, { host, port: options.port, controlPort: options.controlPort, tls });
  }

  /** Starts listening and lets time run. @throws PortInUseError */
  async start(): Promise<string> {
    this.#urls = await this.#sockets.listen();
    this.wallClock.start();
    return this.#urls.url;
  }

  /** Ends watches and connections and stops time. */
  async stop(): Promise<void> {
    this.wallClock.stop();
    await this.#sockets.close();
  }

  /** Time stands still for a component that waits for a webhook, so that it goes on as if it had been answered at once. */
  async #ask(calls: readonly WebhookCall[], answered: (replies: ReadonlyMap<string, WebhookReply>) => void) {
    this.wallClock.hold();
    const replies = await askAll(calls);
    answered(replies);
    this.wallClock.release();
  }

  /** A certificate with which a client is somebody here. @throws Error over plain HTTP, which knows no certificates */
  clientCertificate(subject: Subject): KeyAndCertificate {
    if (!this.#usesTls) throw new Error('Plain HTTP knows no certificates.');
    return this.#authority.clientCertificate(subject);
  }

  /** What a client needs to be the administrator here; after `start`. */
  get credentials(): KubeconfigContent {
    const { url, controlUrl } = this.#urls;
    return {
      server: reachable(url),
      control: reachable(controlUrl),
      certificateAuthority: this.#usesTls ? this.#authority.certificate : undefined,
      token: this.#token,
    };
  }
}

/** Who listens at all addresses is reached at this one. */
function reachable(url: string): string {
  return url.replace('0.0.0.0', '127.0.0.1').replace('[::]', '[::1]');
}

function tlsOf(authority: CertificateAuthority, host: string): TlsSettings {
  const own = isLoopback(host) ? [] : ownAddresses();
  const names = new Set(['localhost', ...CLUSTER_NAMES, '127.0.0.1', '::1', CLUSTER_ADDRESS, ...own]);
  if (host !== '0.0.0.0' && host !== '::') names.add(host);
  const { key, certificate } = authority.serverCertificate([...names]);
  return { key, certificate, clientAuthority: authority.certificate };
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address.replace(/%.*$/, ''));
}

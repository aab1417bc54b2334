/** A cluster behind a socket, whole: certificates, credentials, clock, kubeconfig. */
import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import type { User } from '../engine/apiserver/request';
import type { Cluster } from '../engine/cluster';
import { UnionAuthenticator } from './authentication/authenticator';
import { BearerTokens, FixedToken } from './authentication/bearer-tokens';
import { ClientCertificates } from './authentication/client-certificates';
import { FrontDoor } from './front-door';
import { HttpServer, type TlsSettings } from './http-server';
import type { KubeconfigContent } from './kubeconfig';
import { CertificateAuthority } from './tls/certificate-authority';
import { WallClock, type Speed } from './wall-clock';

export interface BoutiqueServerOptions {
  readonly cluster: Cluster;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0: any free one. @default 0 */
  readonly port?: number;
  /** Plain HTTP, where whoever reaches the socket is an administrator. Loopback only. @default false */
  readonly insecureHttp?: boolean;
  /** @default 1 */
  readonly speed?: Speed;
}

const ADMINISTRATOR: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };
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
  readonly wallClock: WallClock;
  readonly #http: HttpServer;
  readonly #authority: CertificateAuthority | undefined;
  readonly #token = randomBytes(24).toString('base64url');
  #url = '';

  /** @throws Error for plain HTTP beyond this machine */
  constructor(options: BoutiqueServerOptions) {
    const { cluster, host = '127.0.0.1', port, insecureHttp = false, speed } = options;
    if (insecureHttp && !isLoopback(host))
      throw new Error(`Plain HTTP is for this machine alone, and ${host} is reached from others.`);
    this.wallClock = new WallClock(cluster.clock, speed);
    this.#authority = insecureHttp ? undefined : new CertificateAuthority(() => Date.now());
    const door = new FrontDoor({
      cluster,
      wallClock: this.wallClock,
      authenticator: new UnionAuthenticator([
        new ClientCertificates(),
        new BearerTokens([new FixedToken(this.#token, ADMINISTRATOR)]),
      ]),
      ...(insecureHttp ? { withoutCredentials: ADMINISTRATOR, hosts: LOOPBACK_HOSTS } : {}),
    });
    this.#http = new HttpServer(door, { host, port, tls: this.#authority && tlsOf(this.#authority, host) });
  }

  /** Starts listening and lets time run. @throws PortInUseError */
  async start(): Promise<string> {
    this.#url = await this.#http.listen();
    this.wallClock.start();
    return this.#url;
  }

  /** Ends watches and connections and stops time. */
  async stop(): Promise<void> {
    this.wallClock.stop();
    await this.#http.close();
  }

  /** What a client needs to be the administrator here; after `start`. */
  get credentials(): KubeconfigContent {
    const server = this.#url.replace('0.0.0.0', '127.0.0.1').replace('[::]', '[::1]');
    return { server, certificateAuthority: this.#authority?.certificate, token: this.#token };
  }
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

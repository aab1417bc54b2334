/** A cluster behind HTTP for a test, within milliseconds: for clients that know no other door. */
import { Cluster, type ClusterOptions } from '../engine/cluster';
import { ServerSockets } from '../server/server-sockets';
import { WallClock, type Speed } from '../server/wall-clock';
import { ClientCertificates } from '../server/authentication/client-certificates';
import { programs } from '../programs';
import { SYSTEM_ADMIN } from '../engine/apiserver/request';

/** The cluster, and how fast its time goes. */
export interface ServeClusterOptions extends ClusterOptions {
  /** Virtual time for wall time; `max` leaps from event to event. @default 'max' */
  readonly speed?: Speed;
}

/** A cluster that listens. */
export interface ServedCluster {
  /** The same cluster, for synchronous calls. */
  readonly cluster: Cluster;
  /** Plain HTTP on this machine; whoever asks is the administrator. */
  readonly url: string;
  /** Where `/boutique/v1/` is answered also while the API server is stopped. */
  readonly controlUrl: string;
  /** Pauses time, steps it, changes its speed. */
  readonly wallClock: WallClock;
  /** Ends connections and time. */
  close(): Promise<void>;
}

/** Starts a server on a free port. Close it in `afterAll`. */
export async function serveCluster({ speed = 'max', ...options }: ServeClusterOptions = {}): Promise<ServedCluster> {
  const cluster = new Cluster({ ...options, images: { ...programs, ...options.images } });
  const wallClock = new WallClock(cluster.clock, speed);
  const sockets = new ServerSockets({
    cluster,
    wallClock,
    authenticator: new ClientCertificates(),
    withoutCredentials: SYSTEM_ADMIN,
  });
  const { url, controlUrl } = await sockets.listen();
  wallClock.start();
  const close = async (): Promise<void> => {
    wallClock.stop();
    await sockets.close();
  };
  return { cluster, url, controlUrl, wallClock, close };
}

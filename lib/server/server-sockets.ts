/**
 * Where a served cluster is reached: at one port its Kubernetes API, as long as its API server runs, and at another always the server's own
 * paths, so that an API server that was stopped can be started again.
 */
import type { Availability } from '../engine/apiserver/availability';
import { FrontDoor, type FrontDoorOptions } from './front-door';
import { HttpServer, PortInUseError, type HttpServerOptions } from './http-server';

export interface ServerSocketsOptions extends HttpServerOptions {
  /** Of the own paths. 0: any free one. @default 0 */
  readonly controlPort?: number;
}

export interface ServerUrls {
  readonly url: string;
  /** Of the own paths, whatever becomes of the API server. */
  readonly controlUrl: string;
}

/** A port that somebody else took while the API server was stopped is tried again after so long. */
const RETRY_MS = 1_000;

export class ServerSockets {
  readonly #kubernetes: HttpServer;
  readonly #control: HttpServer;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(door: FrontDoorOptions, { controlPort, ...options }: ServerSocketsOptions = {}) {
    this.#kubernetes = new HttpServer(new FrontDoor(door), options);
    this.#control = new HttpServer(new FrontDoor({ ...door, ownPathsOnly: true }), { ...options, port: controlPort });
    this.#follow(door.cluster.apiServer.core.availability);
  }

  /** @throws PortInUseError */
  async listen(): Promise<ServerUrls> {
    const url = await this.#kubernetes.listen();
    return { url, controlUrl: await this.#control.listen() };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await Promise.all([this.#kubernetes.close(), this.#control.close()]);
  }

  #follow(availability: Availability): void {
    let listens = true;
    availability.onChange((state) => {
      const shouldListen = state !== 'stopped';
      if (shouldListen === listens || this.#closed) return;
      listens = shouldListen;
      clearTimeout(this.#retry);
      if (listens) void this.#listenAgain();
      else this.#kubernetes.refuseConnections();
    });
  }

  async #listenAgain(): Promise<void> {
    try {
      await this.#kubernetes.listen();
    } catch (error) {
      if (!(error instanceof PortInUseError)) throw error;
      process.emitWarning(error);
      this.#retry = setTimeout(() => void this.#listenAgain(), RETRY_MS);
    }
  }
}

/**
 * Whether the API server answers, and how requests fail while it does not: nobody listens, or its etcd has no quorum.
 *
 * Without a quorum what the watch cache holds is still served (`resourceVersion=0`, watches, discovery); whatever has to ask etcd fails.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go, pkg/endpoints/handlers/responsewriters/status.go
 * Differs: requests fail at once, where etcd's client lets them wait for some seconds.
 */
import { StatusError, unknownError } from '../apimachinery/status-error';

export type ServerState = 'serving' | 'stopped' | 'without quorum';

/** The address under which components find the API server. */
const ADDRESS = '10.96.0.1:443';

/** No answer came: nobody listens at the server's address. */
export class ConnectionRefusedError extends StatusError {
  constructor() {
    super({
      ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' },
      message: `dial tcp ${ADDRESS}: connect: connection refused`,
      reason: 'ServiceUnavailable',
      code: 503,
    });
  }
}

export class Availability {
  #state: ServerState = 'serving';
  readonly #listeners: ((state: ServerState) => void)[] = [];

  get state(): ServerState {
    return this.#state;
  }

  become(state: ServerState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** Whoever stands in front of the API server learns of each change. */
  onChange(listener: (state: ServerState) => void): void {
    this.#listeners.push(listener);
  }

  /** @throws StatusError where a write fails, or a read that must be up to date */
  checkEtcd(): void {
    this.checkServer();
    if (this.#state === 'without quorum') throw unknownError('etcdserver: request timed out');
  }

  /** @throws ConnectionRefusedError where nobody listens */
  checkServer(): void {
    if (this.#state === 'stopped') throw new ConnectionRefusedError();
  }
}

/** Ends connections on which nobody says anything for long, and finds peers that are gone without saying so. */
import type { Socket } from 'node:net';

/** Upstream: pkg/kubelet/apis/config/v1beta1/defaults.go (StreamingConnectionIdleTimeout) */
const IDLE_TIMEOUT_MS = 4 * 3600 * 1000;
/** Upstream: Go's net.ListenConfig (KeepAlive) */
const KEEP_ALIVE_MS = 15_000;
/** How long a client may take to open the streams that it asked for. Upstream: pkg/kubelet/server/server.go */
export const STREAM_CREATION_TIMEOUT_MS = 30_000;

export function endWhenIdle(socket: Socket, idleTimeoutMs = IDLE_TIMEOUT_MS): void {
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  socket.setTimeout(idleTimeoutMs, () => socket.destroy());
}

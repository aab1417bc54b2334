/**
 * A watch on a socket: events as they come, bookmarks in between, an end in time, and no more waiting for a slow reader than fits a bound.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/{get,watch}.go, pkg/storage/cacher/{cacher,cache_watcher}.go
 */
import type { ServerResponse } from 'node:http';
import type { HttpResponse } from '../../engine/apiserver/http/http-message';
import { writeHead } from './send-response';

/** A watcher that does not read is dropped once so much waits for it. */
export const MAX_WAITING_BYTES = 16 * 1024 * 1024;
const BOOKMARK_INTERVAL_MS = 60_000;
/** The last bookmark comes so long before the end, so that the next watch can start from it. */
const LAST_BOOKMARK_MS = 2_000;
/** A watch without a timeout of its own lasts between once and twice this. */
const MIN_TIMEOUT_MS = 1_800_000;
/** Node's timers take no more. */
const MAX_TIMER_MS = 2 ** 31 - 1;

type WatchAnswer = NonNullable<HttpResponse['watch']>;

export function sendWatch(answer: HttpResponse, response: ServerResponse): void {
  const { watch } = answer;
  if (!watch) throw new Error('The answer is no watch.');
  writeHead(answer, response);
  response.flushHeaders();
  // What is there already, or happened since, leaves in one write.
  response.cork();
  const handle = watch.start({
    line: (text) => {
      if (response.writableEnded) return;
      response.write(`${text}\n`);
      if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
    },
    end: () => response.end(),
  });
  process.nextTick(() => response.uncork());
  const timers = timersOf(watch, () => handle.bookmark(), response);
  response.on('close', () => {
    timers.forEach(clearTimeout);
    handle.stop();
  });
}

function timersOf(watch: WatchAnswer, bookmark: () => void, response: ServerResponse): NodeJS.Timeout[] {
  const timeoutMs = watch.timeoutSeconds ? watch.timeoutSeconds * 1000 : MIN_TIMEOUT_MS * (1 + Math.random());
  const timers = [setTimeout(() => response.end(), Math.min(timeoutMs, MAX_TIMER_MS))];
  if (!watch.bookmarks) return timers;
  if (timeoutMs > LAST_BOOKMARK_MS)
    timers.push(setTimeout(bookmark, Math.min(timeoutMs - LAST_BOOKMARK_MS, MAX_TIMER_MS)));
  timers.push(setInterval(bookmark, BOOKMARK_INTERVAL_MS));
  return timers;
}

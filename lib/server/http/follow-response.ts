/** A text on a socket that goes on being written, such as a log that is followed. */
import type { ServerResponse } from 'node:http';
import type { HttpResponse } from '../../engine/apiserver/http/http-message';
import { writeHead } from './send-response';
import { MAX_WAITING_BYTES } from './watch-response';

export function sendFollowed(answer: HttpResponse, response: ServerResponse): void {
  if (!answer.follow) throw new Error('The answer is whole already.');
  writeHead(answer, response);
  response.flushHeaders();
  if (answer.body !== '') response.write(answer.body);
  const following = answer.follow({
    text: (text) => {
      if (response.writableEnded || response.destroyed) return;
      response.write(text);
      if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
    },
    end: () => response.end(),
  });
  response.on('close', () => following.stop());
}

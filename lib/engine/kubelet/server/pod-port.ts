/** What answers on a port of a pod, as the container's run says, to somebody who speaks HTTP. */
import { textResponse } from '../../apiserver/http/http-message';
import type { PodPort } from '../../apiserver/node-connection';
import type { Scheduling } from '../../clock/clock';
import type { ContainerRuntime } from '../runtime/container-runtime';

/** The path that answers with its own number. */
const STATUS_PATH = /^\/status\/(\d{3})(?:[/?]|$)/;
const REDIRECT = 'http://elsewhere.test/';

/** Undefined where nobody listens. */
export function podPort(
  runtime: ContainerRuntime,
  clock: Scheduling,
  podUID: string,
  port: number,
): PodPort | undefined {
  const { answer } = runtime.listening(podUID, port);
  if (answer === 'refused') return undefined;
  return {
    http: ({ url }, respond) => {
      if (answer === 'hang') return;
      if (answer === 'redirect') {
        respond({ ...textResponse(302, ''), headers: { location: REDIRECT } });
        return;
      }
      const code = /^\d{3}$/.test(answer) ? Number(STATUS_PATH.exec(url)?.[1] ?? answer) : undefined;
      const elapsed = code === undefined ? undefined : textResponse(code, `${code}\n`);
      clock.schedule(0, () => respond(elapsed));
    },
  };
}

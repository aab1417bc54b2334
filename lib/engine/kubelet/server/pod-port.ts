/** What answers on a port of a pod, as the container's run says, to somebody who speaks HTTP. */
import { textResponse, type HttpRequest, type HttpResponse } from '../../apiserver/http/http-message';
import type { PodPort } from '../../apiserver/node-connection';
import type { ContainerRuntime } from '../runtime/container-runtime';

/** The path that answers with its own number. */
const STATUS_PATH = /^\/status\/(\d{3})(?:[/?]|$)/;
const REDIRECT = 'http://elsewhere.test/';

/** Undefined where nobody listens. */
export function podPort(runtime: ContainerRuntime, podUID: string, port: number): PodPort | undefined {
  const { answer } = runtime.listening(podUID, port);
  if (answer === 'refused') return undefined;
  return {
    http: (request, respond) => {
      if (answer !== 'hang') respond(response(answer, request));
    },
  };
}

/** An answer at once; undefined where nobody listens or what listens does not speak HTTP. */
export function portResponse(
  runtime: ContainerRuntime,
  podUID: string,
  port: number,
  request: HttpRequest,
): HttpResponse | undefined {
  return response(runtime.listening(podUID, port).answer, request);
}

function response(answer: string, { url }: HttpRequest): HttpResponse | undefined {
  if (answer === 'redirect') return { ...textResponse(302, ''), headers: { location: REDIRECT } };
  if (!/^\d{3}$/.test(answer)) return undefined;
  const code = Number(STATUS_PATH.exec(url)?.[1] ?? answer);
  return textResponse(code, `${code}\n`);
}

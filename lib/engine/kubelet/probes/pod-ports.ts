/**
 * Requests to the ports of a pod, as its kubelet makes them: what Go's clients say of what answers there.
 *
 * Upstream: pkg/probe/util.go, pkg/probe/http/{http,request}.go, pkg/probe/tcp/tcp.go, pkg/probe/grpc/grpc.go
 */
import type { Container, HTTPGetAction } from '../../apimachinery/api/core-v1';
import { quote } from '../../apimachinery/go-text';
import type { Scheduling } from '../../clock/clock';
import { sleep, type Routine } from '../../clock/routine';

/** What answers at a port, and until when. */
export interface PortAnswer {
  /** As in the timelines of `listen`. */
  readonly answer: string;
  readonly untilMs: number;
}

/** Looks up who answers at an address. */
export type PortLookup = (host: string, port: number) => PortAnswer;

export type HttpOutcome =
  { readonly statusCode: number; readonly body: string; readonly error?: undefined } | { readonly error: string };

const REDIRECT_BODY = '<a href="http://elsewhere.test/">Found</a>.\n\n';
/** The first frame of a gRPC server, as a client of HTTP/1 sees it. */
const FRAME = '\\x00\\x00\\x06\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x05\\x00\\x00@\\x00';
/** A path that needs no escapes but those it has. */
const WELL_FORMED = /^(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]])*$/;
const MAX_PORT = 65_535;
const TIMED_OUT = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
export const PLAIN_ANSWER = 'http: server gave HTTP response to HTTPS client';

/** A number, or what is wrong with it. */
export type ResolvedPort =
  { readonly port: number; readonly error?: undefined } | { readonly port?: undefined; readonly error: string };

/** A port by number or by the name that the container gives it; a name that it does not give is taken for a number. */
export function resolvePort({ ports = [] }: Container, asked: number | string): ResolvedPort {
  const port = ports.find(({ name }) => name === asked)?.containerPort ?? asked;
  if (typeof port === 'string' && !/^[+-]?\d+$/.test(port)) {
    return { error: `strconv.Atoi: parsing ${quote(port)}: invalid syntax` };
  }
  const number = Number(port);
  return number > 0 && number <= MAX_PORT ? { port: number } : { error: `invalid port number: ${number}` };
}

/** `host:port`; addresses of version 6 in brackets. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export function refused(host: string, port: number): string {
  return `dial tcp ${hostAndPort(host, port)}: connect: connection refused`;
}

export interface HttpTarget {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

export function httpTarget(action: HTTPGetAction, podIP: string, port: number): HttpTarget {
  const { scheme = 'HTTP', host, path = '/' } = action;
  return { scheme: scheme.toLowerCase(), host: host ? host : podIP, port, path: requestPath(path) };
}

/** The path as it stands in the address that is asked for: what else it says of an address does not count. */
function requestPath(written: string): string {
  const isAddress = !/%(?![0-9A-Fa-f]{2})/.test(written);
  if (!isAddress) return rooted(escapedPath(written));
  const [, , path = '', rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]*:)?(?:\/\/[^/?#]*)?([^?#]*)(.*)$/s.exec(written) ?? [];
  return `${rooted(WELL_FORMED.test(path) ? path : escapedPath(decodeURIComponent(path)))}${rest}`;
}

function rooted(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function escapedPath(path: string): string {
  return encodeURIComponent(path).replace(/%(?:2F|24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent);
}

/** A GET that takes `timeoutMs` at most; its error is what Go's client says. */
export function* httpGet(
  clock: Scheduling,
  lookup: PortLookup,
  { scheme, host, port, path }: HttpTarget,
  timeoutMs: number,
): Routine<HttpOutcome> {
  const { answer } = lookup(host, port);
  const failed = (why: string): HttpOutcome => ({
    error: `Get "${scheme}://${hostAndPort(host, port)}${path}": ${why}`,
  });
  if (answer === 'refused') return failed(refused(host, port));
  if (answer === 'hang' || answer === 'open') {
    yield sleep(clock, timeoutMs);
    return failed(TIMED_OUT);
  }
  if (scheme === 'https') return failed(PLAIN_ANSWER);
  if (/serving$/.test(answer)) {
    return failed(`net/http: HTTP/1.x transport connection broken: malformed HTTP response "${FRAME}"`);
  }
  const asked = /^\/status\/(\d+)$/.exec(path.replace(/[?#].*$/, ''))?.[1];
  if (asked !== undefined) return { statusCode: Number(asked), body: '' };
  if (answer === 'redirect') return { statusCode: 302, body: REDIRECT_BODY };
  return { statusCode: Number(answer), body: '' };
}

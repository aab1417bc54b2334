/**
 * HTTP requests of what runs in pods: by name through the cluster's DNS, to a Service's address through the proxy, to a pod.
 *
 * Differs: network policies are not asked; nothing is known of what is outside of the cluster, speaks TLS, or is in the pod itself.
 */
import type { Pod } from '../apimachinery/api/core-v1';
import type { HttpRequest, HttpResponse } from '../apiserver/http/http-message';
import type { ClusterNetwork } from './cluster-network';

/** The pods as they are reached by their addresses. */
export interface PodsByAddress {
  /** Whether a pod has the address. */
  hasAddress(address: string): boolean;
  /** What answers at a port; undefined while nobody does. */
  forward(address: string, port: string, request: HttpRequest): HttpResponse | undefined;
}

export type RequestFailure = 'bad address' | 'Connection refused' | 'No route to host' | 'timed out';

/** @see HttpResponse for what came; else why nothing did, and from which address. */
export type PodAnswer =
  | { readonly response: HttpResponse; readonly failure?: undefined }
  | { readonly failure: RequestFailure; readonly address: string };

const URL_PARTS = /^(?:http:\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/;
const HTTP_PORT = 80;
const OWN = /^(?:localhost|127\..*)$/;

/** Undefined where nothing is known. @param url of HTTP; its scheme may be left out */
export function requestOfPod(
  network: ClusterNetwork,
  pods: PodsByAddress,
  pod: Pod,
  url: string,
): PodAnswer | undefined {
  const [, host, number, path = '/'] = URL_PARTS.exec(url) ?? [];
  if (host === undefined || OWN.test(host)) return undefined;
  const { addresses, outside } = network.dns.resolve(host, pod);
  const [address] = addresses;
  if (address === undefined)
    return outside && host.includes('.') ? undefined : { failure: 'bad address', address: host };
  const port = number === undefined ? HTTP_PORT : Number(number);
  const source = { address: pod.status?.podIP ?? '', nodeName: pod.spec?.nodeName };
  const route = network.services.route(source, { address, port });
  if (route.to === 'nowhere') return { failure: route.how === 'refused' ? 'Connection refused' : 'timed out', address };
  const target = route.to === 'endpoint' ? route.endpoint : { address, port };
  if (!pods.hasAddress(target.address)) return { failure: 'No route to host', address };
  const request = { method: 'GET', url: path, headers: { host } };
  const response = pods.forward(target.address, String(target.port), request);
  return response ? { response } : { failure: 'Connection refused', address };
}

/**
 * `/boutique/v1/explanations/NAMESPACE/POD`: why a pod is on its node or still waits for one: as it is decided plugin by plugin, with what
 * would let it in, and as a text for people.
 */
import { badRequest, methodNotAllowed, unknownResource } from '../engine/apimachinery/status-error';
import type { HttpResponse } from '../engine/apiserver/http/http-message';
import type { Cluster } from '../engine/cluster';
import { explanationText } from '../engine/scheduler/explanation/explanation-text';
import type { ServedRequest } from './http/served-request';

export const EXPLANATIONS_PATH = '/boutique/v1/explanations';

export class ExplanationsEndpoint {
  constructor(private readonly cluster: Cluster) {}

  /** @throws StatusError */
  answer(request: ServedRequest): HttpResponse {
    const [path = ''] = request.url.split('?');
    const [namespace, pod, ...more] = path
      .slice(EXPLANATIONS_PATH.length + 1)
      .split('/')
      .map(decodeURIComponent);
    if (!namespace || !pod || more.length > 0) throw unknownResource();
    if (request.method !== 'GET') throw methodNotAllowed();
    if (!this.cluster.apiServer.core.runs('kube-scheduler'))
      throw badRequest('no scheduler runs here now: there is nobody to explain anything');
    const explanation = this.cluster.explain(pod, namespace);
    const body = `${JSON.stringify({ ...explanation, text: explanationText(explanation) })}\n`;
    return { status: 200, headers: { 'content-type': 'application/json' }, body, warnings: [] };
  }
}

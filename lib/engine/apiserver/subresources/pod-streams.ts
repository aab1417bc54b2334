/**
 * `pods/exec`, `attach` and `portforward`: streams between a client and a kubelet.
 *
 * Upstream: pkg/registry/core/pod/rest/subresources.go, pkg/registry/core/pod/strategy.go (ExecLocation, AttachLocation, PortForwardLocation)
 */
import { badRequest } from '../../apimachinery/status-error';
import { first } from '../http/query-options';
import type { ContainerStreams } from '../node-connection';
import type { SubresourceHandler } from '../subresource-handler';
import { containerOf, kubeletOf, podOf } from './pod-location';

export function podStreams(kind: ContainerStreams): SubresourceHandler {
  return {
    connect: (core, { target, query }, request) => {
      const pod = podOf(core, target);
      const container = kind === 'portforward' ? '' : containerOf(pod, first(query, 'container') ?? '');
      const { nodeName } = pod.spec;
      if (!nodeName) throw badRequest(`pod ${target.name} does not have a host assigned`);
      const suffix = container === '' ? '' : `/${container}`;
      const path = `/${kind === 'portforward' ? 'portForward' : kind}/${target.namespace}/${target.name}${suffix}`;
      const kubelet = kubeletOf(core, nodeName, path);
      if (!request.headers['upgrade']) throw badRequest('Upgrade request required');
      return { response: kubelet.streams(kind, pod, container, request) };
    },
  };
}

/**
 * Defaults of pods and of pod templates; a pod gets some that a template does without.
 *
 * Upstream: pkg/apis/core/v1/{defaults,zz_generated.defaults,conversion}.go
 */
import type { Container, PodSpec, PodStatus, ResourceRequirements } from '../../../apimachinery/api/core-v1';
import { keepWriting } from '../../../apimachinery/json/decode';
import type { Draft } from '../../strategy';
import { completed, eachCompleted, filled, rewrite } from '../../defaults';
import { completeContainer } from './container-defaults';
import type { Pod, PodTemplateSpec } from './pod-types';
import { roundedResources } from './resource-list-defaults';
import { completeVolume } from './volume-defaults';

/** What init containers were before they were fields; the server forgets them. */
const INIT_CONTAINER_ANNOTATIONS = [
  'pod.beta.kubernetes.io/init-containers',
  'pod.alpha.kubernetes.io/init-containers',
  'pod.beta.kubernetes.io/init-container-statuses',
  'pod.alpha.kubernetes.io/init-container-statuses',
];

/** The template with what it lacks. */
export function completePodTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return completed(completed(template, 'metadata', withoutInitContainerAnnotations), 'spec', completePodSpec);
}

/** Fills in a pod. In place. */
export function applyPodDefaults(draft: Draft<Pod>): void {
  rewrite<Pod>(draft as Pod, (pod) => {
    const complete = completed(pod, 'metadata', withoutInitContainerAnnotations);
    return completed(
      completed(complete, 'spec', (spec) => completeForPod(completePodSpec(spec))),
      'status',
      withAddresses,
    );
  });
}

/** `podIP` is the first of `podIPs`; where they differ the single one decides, since older kubelets know no other. */
function withAddresses(status: PodStatus): PodStatus {
  const first = status.podIPs?.[0]?.ip;
  if (status.podIP) return status.podIP === first ? status : { ...status, podIPs: [{ ip: status.podIP }] };
  return first ? { ...status, podIP: first } : status;
}

function withoutInitContainerAnnotations<T extends PodTemplateSpec['metadata']>(
  metadata: NonNullable<T>,
): NonNullable<T> {
  const { annotations } = metadata;
  if (!annotations || !INIT_CONTAINER_ANNOTATIONS.some((name) => Object.hasOwn(annotations, name))) return metadata;
  const kept = Object.entries(annotations).filter(([name]) => !INIT_CONTAINER_ANNOTATIONS.includes(name));
  return { ...metadata, annotations: Object.fromEntries(kept) };
}

function completePodSpec(spec: PodSpec): PodSpec {
  let complete: PodSpec = filled<PodSpec>(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  });
  // Go has no list here where none was sent; an empty one is as good, and nobody needs to ask.
  if (!complete.containers) complete = { ...complete, containers: [] };
  complete = withServiceAccount(complete);
  complete = completed(complete, 'volumes', (volumes) => eachCompleted(volumes, completeVolume));
  complete = completed(complete, 'containers', completeContainers);
  complete = completed(complete, 'initContainers', completeContainers);
  complete = completed(complete, 'ephemeralContainers', completeContainers);
  return completed(complete, 'overhead', roundedResources);
}

/** Stored ones are complete. */
function completeContainers<T extends Container>(containers: readonly T[]): readonly T[] {
  return Object.isFrozen(containers) ? containers : eachCompleted(containers, completeContainer);
}

/** `serviceAccount` is an older name of `serviceAccountName`; both are answered, the newer one decides. */
function withServiceAccount(spec: PodSpec): PodSpec {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name || (spec.serviceAccountName === name && spec.serviceAccount === name)) return spec;
  return { ...spec, serviceAccountName: name, serviceAccount: name };
}

/** What a template does without; and where a template may say less than nothing, a pod has a second to end. */
function completeForPod(spec: PodSpec): PodSpec {
  const grace = spec.terminationGracePeriodSeconds ?? 0;
  const complete = filled(grace < 0 ? { ...spec, terminationGracePeriodSeconds: 1 } : spec, {
    enableServiceLinks: true,
  });
  const each = (containers: readonly Container[]): readonly Container[] =>
    eachCompleted(containers, (container) => {
      const requesting = completed(container, 'resources', withRequests);
      return spec.hostNetwork ? withHostPorts(requesting) : requesting;
    });
  return completed(completed(complete, 'containers', each), 'initContainers', each);
}

/** A limit without a request is the request too. */
function withRequests(resources: ResourceRequirements): ResourceRequirements {
  const { limits, requests } = resources;
  const missing = Object.entries(limits ?? {}).filter(([name]) => requests?.[name] === undefined);
  if (missing.length === 0) return resources;
  return { ...resources, requests: keepWriting({ ...requests, ...Object.fromEntries(missing) }, limits, requests) };
}

/** In the host's network a container's port is the host's. */
function withHostPorts(container: Container): Container {
  return completed(container, 'ports', (ports) =>
    eachCompleted(ports, (port) =>
      port.hostPort || !port.containerPort ? port : { ...port, hostPort: port.containerPort },
    ),
  );
}

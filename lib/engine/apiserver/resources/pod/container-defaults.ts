/**
 * Defaults of containers, in pods and in templates alike.
 *
 * Upstream: pkg/apis/core/v1/{defaults,zz_generated.defaults}.go
 */
import type {
  Container,
  ContainerPort,
  EnvVar,
  GRPCAction,
  HTTPGetAction,
  Lifecycle,
  ObjectFieldSelector,
  Probe,
} from '../../../apimachinery/api/core-v1';
import { parseImageReference } from '../../../apimachinery/image-reference';
import { completed, eachCompleted, filled } from '../../defaults';
import type { Handler } from './pod-types';
import { roundedRequirements } from './resource-list-defaults';

const PROBE_DEFAULTS = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

/** `Always` for what may change under its name. */
function defaultPullPolicy(image: string): string {
  return parseImageReference(image)?.tag === 'latest' ? 'Always' : 'IfNotPresent';
}

export function completeContainer<T extends Container>(container: T): T {
  let complete: Container = filled<Container>(container, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: container.imagePullPolicy || defaultPullPolicy(container.image ?? ''),
  });
  complete = completed(complete, 'ports', (ports) => eachCompleted(ports, completePort));
  complete = completed(complete, 'env', (variables) => eachCompleted(variables, completeEnvVar));
  complete = completed(complete, 'resources', roundedRequirements);
  complete = completed(complete, 'livenessProbe', completeProbe);
  complete = completed(complete, 'readinessProbe', completeProbe);
  complete = completed(complete, 'startupProbe', completeProbe);
  return completed(complete, 'lifecycle', completeLifecycle) as T;
}

function completePort(port: ContainerPort): ContainerPort {
  return filled(port, { protocol: 'TCP' });
}

function completeEnvVar(variable: EnvVar): EnvVar {
  return completed(variable, 'valueFrom', (source) => completed(source, 'fieldRef', completeFieldRef));
}

export function completeFieldRef(selector: ObjectFieldSelector): ObjectFieldSelector {
  return filled(selector, { apiVersion: 'v1' });
}

function completeProbe(probe: Probe): Probe {
  return completeHandler(filled<Probe>(probe, PROBE_DEFAULTS));
}

function completeHandler<T extends Handler>(handler: T): T {
  const withPath = completed<Handler, 'httpGet'>(handler, 'httpGet', completeHttpGet);
  return completed<Handler, 'grpc'>(withPath, 'grpc', completeGrpc) as T;
}

function completeHttpGet(action: HTTPGetAction): HTTPGetAction {
  return filled(action, { path: '/', scheme: 'HTTP' });
}

/** The service is a pointer to '' rather than absent. */
function completeGrpc(action: GRPCAction): GRPCAction {
  return action.service === undefined || action.service === null ? { ...action, service: '' } : action;
}

function completeLifecycle(lifecycle: Lifecycle): Lifecycle {
  return completed(completed(lifecycle, 'postStart', completeHandler), 'preStop', completeHandler);
}

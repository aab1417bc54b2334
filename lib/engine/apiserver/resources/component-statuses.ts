/**
 * ComponentStatus: what the API server finds when it asks the other parts of the control plane how they are.
 *
 * Upstream: pkg/registry/core/componentstatus/rest.go, pkg/registry/core/rest/storage_core.go (serversToValidate)
 * Differs: in the order of names, where upstream takes them as they answer.
 */
import type { ComponentStatus } from '../../apimachinery/api/core-v1';
import { unknownError } from '../../apimachinery/status-error';
import type { ApiServerCore, ControlPlaneProgram } from '../core';
import type { LiveObjects } from '../resource-definition';

interface Answer {
  readonly healthy: boolean;
  readonly message: string;
  readonly error?: string;
}

const COMPONENTS: Readonly<Record<string, (core: ApiServerCore) => Answer>> = {
  'controller-manager': (core) => ask(core, 'kube-controller-manager', 10257),
  'etcd-0': ({ availability }) =>
    availability.state === 'serving'
      ? { healthy: true, message: 'ok' }
      : { healthy: false, message: '', error: 'context deadline exceeded' },
  scheduler: (core) => ask(core, 'kube-scheduler', 10259),
};

export const componentStatuses: LiveObjects = {
  get: (core, _namespace, name) => {
    if (!Object.hasOwn(COMPONENTS, name)) throw unknownError(`Component not found: ${name}`);
    return statusOf(core, name);
  },
  list: (core) => Object.keys(COMPONENTS).map((name) => statusOf(core, name)),
};

function ask(core: ApiServerCore, program: ControlPlaneProgram, port: number): Answer {
  if (core.runs(program)) return { healthy: true, message: 'ok' };
  const place = `127.0.0.1:${port}`;
  return { healthy: false, message: `Get "https://${place}/healthz": dial tcp ${place}: connect: connection refused` };
}

function statusOf(core: ApiServerCore, name: string): ComponentStatus {
  const { healthy, ...told } = COMPONENTS[name]!(core);
  return {
    apiVersion: 'v1',
    kind: 'ComponentStatus',
    metadata: { name },
    conditions: [{ type: 'Healthy', status: healthy ? 'True' : 'False', ...told }],
  } as unknown as ComponentStatus;
}

/** The probes of a server that says nothing about its health: readiness and liveness ask different questions where the protocol allows it. */
import { type ContainerProps } from '../pod/container';
import { type Port } from '../pod/port';
import { Probe } from '../pod/probe';

/** Two seconds apart, at most two minutes: slow starts neither fail nor wait longer than they need. */
const STARTUP = { periodSeconds: 2, failureThreshold: 60 };
/** Slower and more patient than readiness: a restart is the last resort. */
const LIVENESS = { periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 5 };
const READINESS = { periodSeconds: 5, timeoutSeconds: 2 };

/** Probes for a server on `port`; none where there is no port or nothing can be asked. */
export function defaultProbes(
  port: Port | undefined,
  healthPath = '/',
): Pick<ContainerProps, 'readiness' | 'liveness' | 'startup'> {
  if (port?.application === 'grpc') {
    const probe = Probe.grpc();
    return { readiness: probe.with(READINESS), liveness: probe.with(LIVENESS), startup: probe.with(STARTUP) };
  }
  if (port?.application === 'http') {
    const ready = Probe.http(healthPath);
    return { readiness: ready.with(READINESS), liveness: Probe.tcp(LIVENESS), startup: ready.with(STARTUP) };
  }
  if (port?.application === 'tcp') {
    const probe = Probe.tcp();
    return { readiness: probe.with(READINESS), liveness: probe.with(LIVENESS), startup: probe.with(STARTUP) };
  }
  return {};
}

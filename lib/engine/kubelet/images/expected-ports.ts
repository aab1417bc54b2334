/**
 * What an image that nobody knows listens on: the ports that its container declares and its probes ask, and all is well there at once.
 */
import type { Container, Probe } from '../../apimachinery/api/core-v1';

/** By port, as `ContainerRun.listen` has it. */
export function expectedPorts({
  ports = [],
  livenessProbe,
  readinessProbe,
  startupProbe,
}: Container): Record<string, string> {
  const listen: Record<string, string> = {};
  for (const { containerPort } of ports) listen[containerPort] = '0:200';
  const numberOf = (port: number | string): number | undefined =>
    typeof port === 'number' ? port : ports.find(({ name }) => name === port)?.containerPort;
  const expect = ({ httpGet, tcpSocket, grpc }: Probe): void => {
    const port = grpc?.port ?? numberOf(httpGet?.port ?? tcpSocket?.port ?? '');
    if (port !== undefined) listen[port] = grpc ? '0:serving' : '0:200';
  };
  for (const probe of [livenessProbe, readinessProbe, startupProbe]) if (probe) expect(probe);
  return listen;
}

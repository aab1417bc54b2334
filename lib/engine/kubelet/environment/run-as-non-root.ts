/**
 * Refuses to start a container as root where `runAsNonRoot` is asked for.
 *
 * Upstream: pkg/kubelet/kuberuntime/security_context.go (verifyRunAsNonRoot), pkg/securitycontext/util.go
 */
import type { Container } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { ConfigurationError } from './references';

/** @param user whom the image says: a number, or a name @throws ConfigurationError */
export function checkRunAsNonRoot(pod: Pod, container: Container, user: number | string): void {
  const { metadata, spec } = pod;
  const own = container.securityContext;
  if (!(own?.runAsNonRoot ?? spec?.securityContext?.runAsNonRoot)) return;
  const place = `(pod: "${metadata.name}_${metadata.namespace}(${metadata.uid})", container: ${container.name})`;
  const runAsUser = own?.runAsUser ?? spec?.securityContext?.runAsUser;
  if (runAsUser === 0) throw new ConfigurationError(`container's runAsUser breaks non-root policy ${place}`);
  if (runAsUser !== undefined) return;
  if (user === 0) throw new ConfigurationError(`container has runAsNonRoot and image will run as root ${place}`);
  if (typeof user === 'number') return;
  const why = `image has non-numeric user (${user}), cannot verify user is non-root`;
  throw new ConfigurationError(`container has runAsNonRoot and ${why} ${place}`);
}

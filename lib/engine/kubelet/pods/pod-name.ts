/**
 * How kubelets name a pod in messages: `name_namespace(uid)`.
 *
 * Upstream: pkg/kubelet/util/format/pod.go
 */
import type { Pod } from '../../apiserver/resources/pod/pod-types';

export function fullName({ metadata: { name, namespace = '', uid } }: Pod): string {
  return `${name}_${namespace}(${uid})`;
}

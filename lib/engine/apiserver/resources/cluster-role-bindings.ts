/**
 * ClusterRoleBinding: who has a ClusterRole, everywhere.
 *
 * Upstream: pkg/registry/rbac/clusterrolebinding/strategy.go
 */
import { bindingStrategy } from './role-bindings';

export const clusterRoleBinding = bindingStrategy('clusterrolebindings', ['ClusterRole']);

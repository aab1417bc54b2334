/** The strategies of rbac.authorization.k8s.io. */
import type { ResourceStrategy } from '../strategy';
import { clusterRoleBinding } from './cluster-role-bindings';
import { clusterRole } from './cluster-roles';
import { roleBinding } from './role-bindings';
import { role } from './roles';

export const rbacFamily = {
  'rbac.authorization.k8s.io/roles': role,
  'rbac.authorization.k8s.io/rolebindings': roleBinding,
  'rbac.authorization.k8s.io/clusterroles': clusterRole,
  'rbac.authorization.k8s.io/clusterrolebindings': clusterRoleBinding,
} as unknown as Readonly<Record<string, ResourceStrategy>>;

/** The strategies of rbac.authorization.k8s.io. */
import type { ResourceStrategy } from '../strategy';
import { clusterRoleBinding } from './cluster-role-binding';
import { clusterRole } from './cluster-role';
import { roleBinding } from './role-binding';
import { role } from './role';

export const rbacFamily = {
  'rbac.authorization.k8s.io/roles': role,
  'rbac.authorization.k8s.io/rolebindings': roleBinding,
  'rbac.authorization.k8s.io/clusterroles': clusterRole,
  'rbac.authorization.k8s.io/clusterrolebindings': clusterRoleBinding,
} as unknown as Readonly<Record<string, ResourceStrategy>>;

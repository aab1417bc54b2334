/**
 * Gathers in a ClusterRole with an aggregation rule the rules of the ClusterRoles that it selects.
 *
 * Watches: ClusterRoles. Writes: ClusterRoles' rules.
 * Upstream: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go
 */
import type { ClusterRole, PolicyRule } from '../apimachinery/api/rbac-v1';
import { selectorOf } from '../apimachinery/labels';
import { sameJson } from '../apimachinery/same-json';
import { ReconcilingController, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';

/** The key under which all aggregated roles are looked for: any role may be a part of any of them. */
const ALL = '*';

export class ClusterRoleAggregationController extends ReconcilingController {
  readonly name = 'clusterrole-aggregation-controller';
  readonly #roles: Informer<ClusterRole>;

  constructor(context: ControllerContext) {
    super(context);
    this.#roles = context.informers.of<ClusterRole>('rbac.authorization.k8s.io/clusterroles');
  }

  start(): void {
    const enqueue = (): void => this.queue.add(ALL);
    this.#roles.addHandlers({ added: enqueue, updated: enqueue, deleted: enqueue });
  }

  reconcile(name: string): void {
    if (name === ALL) {
      for (const { metadata, aggregationRule } of this.#roles.list())
        if (aggregationRule) this.queue.add(metadata.name);
      return;
    }
    const role = this.#roles.get(name);
    if (!role?.aggregationRule) return;
    const rules = this.#gathered(role);
    if (sameJson(rules, role.rules ?? [])) return;
    const { apiVersion, kind } = role;
    const options = { fieldManager: 'clusterrole-aggregation-controller', force: true };
    // Without rules only those go that came from here; what somebody else wrote there stays.
    const gathered = rules.length > 0 ? { rules } : {};
    this.context.client.apply({ apiVersion, kind, metadata: { name }, ...gathered }, options);
  }

  /** In order of the selectors, then of the names; each rule once. */
  #gathered(role: ClusterRole): PolicyRule[] {
    const rules: PolicyRule[] = [];
    for (const labelSelector of role.aggregationRule?.clusterRoleSelectors ?? []) {
      const selector = selectorOf(labelSelector);
      for (const other of this.#roles.list()) {
        if (other.metadata.name === role.metadata.name || !selector.matches(other.metadata.labels)) continue;
        for (const rule of other.rules ?? []) if (!rules.some((known) => sameJson(known, rule))) rules.push(rule);
      }
    }
    return rules;
  }
}

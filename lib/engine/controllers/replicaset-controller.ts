/**
 * Keeps the pods of each ReplicaSet at the number it asks for.
 *
 * Watches: ReplicaSets, Pods. Writes: Pods, ReplicaSets' status, Events.
 * Upstream: pkg/controller/replicaset/replica_set.go
 */
import type { ReplicaSet } from '../apimachinery/api/apps-v1';
import { selectorOf } from '../apimachinery/labels';
import type { ControllerContext } from '../client/controller';
import { ReplicaController } from './replicas/replica-controller';

export class ReplicaSetController extends ReplicaController<ReplicaSet> {
  readonly name = 'replicaset-controller';

  constructor(context: ControllerContext) {
    super(context, {
      kind: 'ReplicaSet',
      group: 'apps',
      plural: 'replicasets',
      selectorOf: (replicaSet) => selectorOf(replicaSet.spec?.selector),
    });
  }
}

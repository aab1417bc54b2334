/**
 * Keeps the pods of each ReplicationController at the number it asks for.
 *
 * Watches: ReplicationControllers, Pods. Writes: Pods, ReplicationControllers' status, Events.
 * Upstream: pkg/controller/replication/replication_controller.go
 */
import type { ReplicationController } from '../apimachinery/api/core-v1';
import { selectorOf } from '../apimachinery/labels';
import type { ControllerContext } from '../client/controller';
import { ReplicaController } from './replicas/replica-controller';

export class ReplicationControllerController extends ReplicaController<ReplicationController> {
  readonly name = 'replicationcontroller-controller';

  constructor(context: ControllerContext) {
    super(context, {
      kind: 'ReplicationController',
      group: '',
      plural: 'replicationcontrollers',
      selectorOf: (owner) => selectorOf({ matchLabels: owner.spec?.selector ?? {} }),
    });
  }
}

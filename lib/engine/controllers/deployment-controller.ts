/**
 * Rolls a Deployment's template out through its ReplicaSets, one for each template it ever had.
 *
 * Watches: Deployments, ReplicaSets, Pods. Writes: ReplicaSets, Deployments' status and revision, Events.
 * Upstream: pkg/controller/deployment/deployment_controller.go
 */
import type { Deployment, ReplicaSet } from '../apimachinery/api/apps-v1';
import type { Pod } from '../apimachinery/api/core-v1';
import { selectorOf } from '../apimachinery/labels';
import { controllerOf, keyOf } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { ReconcilingController, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import { conditionOf, hasProgressDeadline, newCondition } from './deployment/conditions';
import { syncRevision } from './deployment/new-replica-set';
import { recreate } from './deployment/recreate';
import { rollBack, rollbackRevision } from './deployment/rollback';
import { rollForward } from './deployment/rolling';
import { Rollout } from './deployment/rollout';
import { isScalingEvent, scaleAll } from './deployment/scaling';
import { calculateStatus, nextProgressCheckMs, rolloutStatus, TIMED_OUT } from './deployment/status';
import { claim } from './pods/ownership';
import { DependentIndex } from './pods/dependent-index';

export class DeploymentController extends ReconcilingController {
  readonly name = 'deployment-controller';
  readonly #deployments: Informer<Deployment>;
  readonly #replicaSets: Informer<ReplicaSet>;
  readonly #pods: Informer<Pod>;
  readonly #podIndex: DependentIndex<Pod>;
  readonly #replicaSetIndex: DependentIndex<ReplicaSet>;

  constructor(context: ControllerContext) {
    super(context);
    this.#deployments = context.informers.of<Deployment>('apps/deployments');
    this.#replicaSets = context.informers.of<ReplicaSet>('apps/replicasets');
    this.#pods = context.informers.of<Pod>('pods');
    this.#podIndex = new DependentIndex(this.#pods);
    this.#replicaSetIndex = new DependentIndex(this.#replicaSets);
  }

  start(): void {
    const enqueue = (deployment: Deployment): void => this.queue.add(keyOf(deployment));
    this.#deployments.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after), deleted: enqueue });
    this.#replicaSets.addHandlers({
      added: (replicaSet) => this.#concerned(replicaSet).forEach(enqueue),
      updated: (before, after) => {
        const moved = !sameJson(controllerOf(before), controllerOf(after));
        const relabelled = !sameJson(before.metadata.labels, after.metadata.labels);
        if (moved) this.#ownersOf(before).forEach(enqueue);
        if (controllerOf(after)) this.#ownersOf(after).forEach(enqueue);
        else if (moved || relabelled) this.#matching(after).forEach(enqueue);
      },
      deleted: (replicaSet) => this.#ownersOf(replicaSet).forEach(enqueue),
    });
    // A Deployment that recreates waits for the last old pod to go.
    this.#pods.addHandlers({ deleted: (pod) => this.#recreating(pod).forEach(enqueue) });
  }

  reconcile(key: string): ReconcileResult | void {
    const deployment = this.#deployments.get(key);
    if (!deployment) return;
    if (selectorOf(deployment.spec?.selector).empty) return this.#refuse(deployment);
    const rollout = new Rollout(this.context, deployment, this.#claimed(deployment), (replicaSet) =>
      this.#podIndex.controlledBy(replicaSet),
    );
    if (deployment.metadata.deletionTimestamp !== undefined) {
      syncRevision(rollout);
      return rollout.writeStatus(calculateStatus(rollout.deployment, rollout.sets, rollout.nowMs()));
    }
    this.#notePause(rollout);
    if (rollout.deployment.spec?.paused) return this.#scale(rollout);
    const revision = rollbackRevision(rollout.deployment);
    if (revision !== undefined) return rollBack(rollout, revision);
    if (isScalingEvent(rollout)) return this.#scale(rollout);
    if (rollout.deployment.spec?.strategy?.type === 'Recreate') recreate(rollout);
    else rollForward(rollout);
    return this.#writeProgress(rollout);
  }

  #scale(rollout: Rollout): void {
    syncRevision(rollout);
    scaleAll(rollout);
    const { deployment } = rollout;
    if (deployment.spec?.paused && rollbackRevision(deployment) === undefined) rollout.cleanUp();
    rollout.writeStatus(calculateStatus(rollout.deployment, rollout.sets, rollout.nowMs()));
  }

  #writeProgress(rollout: Rollout): ReconcileResult | void {
    const status = rolloutStatus(rollout.deployment, rollout.sets, rollout.nowMs());
    if (!sameJson(status, rollout.deployment.status)) return rollout.writeStatus(status);
    const requeueAfterMs = nextProgressCheckMs(rollout.deployment, status, rollout.nowMs());
    return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
  }

  /** A selector that selects everything would take over the pods of everybody. */
  #refuse(deployment: Deployment): void {
    const message = 'This deployment is selecting all pods. A non-empty selector is required.';
    this.context.events.event(deployment, 'Warning', 'SelectingAll', message);
    const { generation = 0 } = deployment.metadata;
    if ((deployment.status?.observedGeneration ?? 0) >= generation) return;
    const status = { ...deployment.status, observedGeneration: generation };
    this.context.client.resource<Deployment>('deployments', 'apps').updateStatus({ ...deployment, status });
  }

  /** While a Deployment is paused its deadline does not count. */
  #notePause(rollout: Rollout): void {
    const { deployment } = rollout;
    const condition = conditionOf(deployment.status, 'Progressing');
    if (!hasProgressDeadline(deployment) || condition?.reason === TIMED_OUT) return;
    const paused = deployment.spec?.paused ?? false;
    const known = condition?.reason === 'DeploymentPaused';
    if (paused === known) return;
    const [reason, message] = paused
      ? ['DeploymentPaused', 'Deployment is paused']
      : ['DeploymentResumed', 'Deployment is resumed'];
    rollout.writeCondition(newCondition('Progressing', 'Unknown', reason, message, rollout.nowMs()));
  }

  #claimed(deployment: Deployment): ReplicaSet[] {
    return claim(this.#replicaSetIndex.candidates(deployment), {
      owner: deployment,
      selector: selectorOf(deployment.spec?.selector),
      owners: this.context.client.resource<Deployment>('deployments', 'apps'),
      dependents: this.context.client.resource<ReplicaSet>('replicasets', 'apps'),
    });
  }

  #concerned(replicaSet: ReplicaSet): Deployment[] {
    return controllerOf(replicaSet) ? this.#ownersOf(replicaSet) : this.#matching(replicaSet);
  }

  /** The Deployment that controls the ReplicaSet, if there is one. */
  #ownersOf(replicaSet: ReplicaSet): Deployment[] {
    const controller = controllerOf(replicaSet);
    if (controller?.kind !== 'Deployment') return [];
    const owner = this.#deployments.get(`${replicaSet.metadata.namespace}/${controller.name}`);
    return owner?.metadata.uid === controller.uid ? [owner] : [];
  }

  /** Who would adopt the ReplicaSet. */
  #matching(replicaSet: ReplicaSet): Deployment[] {
    return this.#deployments.list(replicaSet.metadata.namespace).filter(({ spec }) => {
      const selector = selectorOf(spec?.selector);
      return !selector.empty && selector.matches(replicaSet.metadata.labels);
    });
  }

  #recreating(pod: Pod): Deployment[] {
    const controller = controllerOf(pod);
    if (controller?.kind !== 'ReplicaSet') return [];
    const replicaSet = this.#replicaSets.get(`${pod.metadata.namespace}/${controller.name}`);
    if (!replicaSet) return [];
    return this.#ownersOf(replicaSet).filter(({ spec }) => spec?.strategy?.type === 'Recreate');
  }
}

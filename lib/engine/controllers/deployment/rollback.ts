/**
 * Takes a Deployment back to the template of an earlier revision, for an annotation that asks for it: what is left of the rollback of the
 * API versions before apps/v1.
 *
 * Upstream: pkg/controller/deployment/rollback.go
 */
import type { Deployment } from '../../apimachinery/api/apps-v1';
import { withMetadata } from '../../apiserver/core';
import { ensureNewReplicaSet } from './new-replica-set';
import { revisionOf, ROLLBACK_TO, sameTemplate, withAnnotationsOf, withoutHash } from './replica-sets';
import type { Rollout } from './rollout';

/** The revision asked for, 0 for the one before; undefined when none is. */
export function rollbackRevision({ metadata }: Deployment): number | undefined {
  const text = metadata.annotations?.[ROLLBACK_TO] ?? '';
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** Goes back, or tells why not; either way it is not asked for any more. */
export function rollBack(rollout: Rollout, asked: number): void {
  ensureNewReplicaSet(rollout);
  const revision = asked === 0 ? lastRevision(rollout) : asked;
  const target = rollout.all.find((replicaSet) => revisionOf(replicaSet) === revision);
  const { deployment } = rollout;
  const { name } = deployment.metadata;
  if (revision === 0 || !target) {
    const what = revision === 0 ? 'last revision' : 'the revision to rollback to';
    rollout.event('Warning', 'DeploymentRollbackRevisionNotFound', `Unable to find ${what}.`);
    return answer(rollout, deployment);
  }
  if (sameTemplate(deployment.spec?.template, target.spec?.template)) {
    const message = `The rollback revision contains the same template as current deployment "${name}"`;
    rollout.event('Warning', 'DeploymentRollbackTemplateUnchanged', message);
    return answer(rollout, deployment);
  }
  const spec = { ...deployment.spec!, template: withoutHash(target.spec?.template) };
  answer(rollout, withAnnotationsOf({ ...deployment, spec }, target));
  rollout.event('Normal', 'DeploymentRollback', `Rolled back deployment "${name}" to revision ${revision}`);
}

/** The highest revision but one; 0 when there is none. */
function lastRevision({ all }: Rollout): number {
  const revisions = all.map(revisionOf).sort((a, b) => b - a);
  return Math.max(0, revisions[1] ?? 0);
}

/** Writes the Deployment as it is to be, without the annotation. */
function answer(rollout: Rollout, deployment: Deployment): void {
  const { [ROLLBACK_TO]: _asked, ...annotations } = deployment.metadata.annotations ?? {};
  rollout.deployments.update(withMetadata(deployment, { annotations }));
}

/** Strategies of what runs pods and of what holds their number, by table; older versions of them. */
import type { ResourceStrategy } from '../strategy';
import type { VersionConversion } from '../version-conversion';
import { controllerRevisions } from './controller-revisions';
import { cronJobs } from './cron-jobs';
import { daemonSets } from './daemon-sets';
import { deployments } from './deployments';
import { horizontalPodAutoscalersV1 } from './autoscaling/v1-conversion';
import { horizontalPodAutoscalers } from './horizontal-pod-autoscalers';
import { jobs } from './jobs';
import { podDisruptionBudgets } from './pod-disruption-budgets';
import { replicaSets } from './replica-sets';
import { replicationControllers } from './replication-controllers';
import { statefulSets } from './stateful-sets';

export const workloadFamily: Readonly<Record<string, ResourceStrategy>> = {
  replicationcontrollers: replicationControllers,
  'apps/deployments': deployments,
  'apps/replicasets': replicaSets,
  'apps/statefulsets': statefulSets,
  'apps/daemonsets': daemonSets,
  'apps/controllerrevisions': controllerRevisions,
  'batch/jobs': jobs,
  'batch/cronjobs': cronJobs,
  'autoscaling/horizontalpodautoscalers': horizontalPodAutoscalers,
  'policy/poddisruptionbudgets': podDisruptionBudgets,
};

export const workloadConversions: Readonly<Record<string, VersionConversion>> = {
  'autoscaling/v1/horizontalpodautoscalers': horizontalPodAutoscalersV1,
};

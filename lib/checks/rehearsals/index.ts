/** All rehearsals, in the order in which their rows come. */
import type { Rehearsal } from '../rehearsal';
import { autoscalerBounds } from './autoscaler-bounds';
import { badImage } from './bad-image';
import { becomesReady } from './becomes-ready';
import { nodeDead } from './node-dead';
import { nodeDrained } from './node-drained';
import { podKilled } from './pod-killed';
import { quotaHolds } from './quota-holds';
import { rollingUpdate } from './rolling-update';
import { secondApply } from './second-apply';

/** What `check` asks unless it is told otherwise. */
export const REHEARSALS: readonly Rehearsal[] = [
  becomesReady,
  rollingUpdate,
  podKilled,
  nodeDead,
  nodeDrained,
  badImage,
  quotaHolds,
  autoscalerBounds,
  secondApply,
];

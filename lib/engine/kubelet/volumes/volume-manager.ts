/**
 * Makes the volumes of pods ready for their containers.
 *
 * Upstream: pkg/kubelet/volumemanager/volume_manager.go
 */
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { sleep, type Routine } from '../../clock/routine';
import type { KubeletContext } from '../kubelet-context';

export class VolumeManager {
  constructor(private readonly context: KubeletContext) {}

  /** Ends when all volumes are mounted; else, after the time for it, with what `Unable to attach or mount volumes: ` is followed by. */
  *waitForAttachAndMount(_pod: Pod): Routine<string | undefined> {
    yield sleep(this.context.clock, 0);
    return undefined;
  }

  /** Ends when the volumes of an ended pod are given back. */
  *waitForUnmount(_pod: Pod): Routine {
    yield sleep(this.context.clock, 0);
  }
}

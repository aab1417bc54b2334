/**
 * What pods are told of their volumes on the way to their nodes.
 *
 * Upstream: pkg/controller/volume/attachdetach/reconciler/reconciler.go (reportMultiAttachError),
 * pkg/volume/util/operationexecutor/{operation_executor,operation_generator}.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { quote } from '../../apimachinery/go-text';
import type { EventRecorder } from '../../client/event-recorder';

export class AttachEvents {
  constructor(private readonly events: EventRecorder) {}

  attached(pods: readonly Pod[], volumeName: string): void {
    const message = `AttachVolume.Attach succeeded for volume ${quote(volumeName)} `;
    for (const pod of pods) this.events.event(pod, 'Normal', 'SuccessfulAttachVolume', message);
  }

  failed(pods: readonly Pod[], volumeName: string, error: string): void {
    const message = `AttachVolume.Attach failed for volume ${quote(volumeName)} : ${error}`;
    for (const pod of pods) this.events.event(pod, 'Warning', 'FailedAttachVolume', message);
  }

  /** Each pod is told of those in its own namespace by name, of the others how many they are. */
  multiAttach(pods: readonly Pod[], others: readonly Pod[], volumeName: string): void {
    for (const pod of pods) {
      const message = `Multi-Attach error for volume ${quote(volumeName)} ${userText(pod, others)}`;
      this.events.event(pod, 'Warning', 'FailedAttachVolume', message);
    }
  }
}

function userText(pod: Pod, others: readonly Pod[]): string {
  if (others.length === 0) return "Volume is already exclusively attached to one node and can't be attached to another";
  const local = others.filter(({ metadata }) => metadata.namespace === pod.metadata.namespace);
  const strangers = others.length - local.length;
  if (local.length === 0) return `Volume is already used by ${strangers} pod(s) in different namespaces`;
  const names = local.map(({ metadata }) => metadata.name).join(', ');
  const more = strangers > 0 ? ` and ${strangers} pod(s) in different namespaces` : '';
  return `Volume is already used by pod(s) ${names}${more}`;
}

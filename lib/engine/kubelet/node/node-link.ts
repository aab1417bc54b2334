/** The line between a node and the API server: while it is cut nothing of the kubelet arrives there, and nothing from there reaches it. */
import type { KubeObject } from '../../apimachinery/object-meta';
import type { EventRecorder, EventSubject, EventType } from '../../client/event-recorder';

export class NodeLink {
  #isUp = true;

  get isUp(): boolean {
    return this.#isUp;
  }

  cut(): void {
    this.#isUp = false;
  }

  restore(): void {
    this.#isUp = true;
  }

  /** A recorder whose events are lost while the line is cut. */
  recorder(events: EventRecorder): EventRecorder {
    return {
      event: (subject: EventSubject | KubeObject, type: EventType, reason: string, message: string) => {
        if (this.#isUp) events.event(subject, type, reason, message);
      },
      forComponent: (component, host) => this.recorder(events.forComponent(component, host)),
    };
  }
}

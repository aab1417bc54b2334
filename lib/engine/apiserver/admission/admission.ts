/**
 * What stands between a decoded write and the store: plugins that change the object, then plugins that may refuse it.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/admission/{interfaces,chain,attributes}.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import type { Store } from '../../store/store';
import type { Caller, ResourceTarget } from '../request';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** One write, as plugins see it. Objects are in the storage version. */
export interface AdmissionRequest {
  readonly operation: AdmissionOperation;
  readonly target: ResourceTarget;
  /** The new object; of a subresource such as `eviction` what was sent to it. Absent for deletions. */
  readonly object?: KubeObject;
  /** The stored object, for updates and deletions. */
  readonly old?: KubeObject;
  readonly dryRun: boolean;
  /** The options of the request as they go into an AdmissionReview. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly store: Store;
  /** What plugins know of each other's rounds. */
  readonly reinvocation: Reinvocation;
  nowMs(): number;
}

/** The changing plugins run a second time when a webhook has changed the object. */
export interface Reinvocation {
  readonly second: boolean;
  /** Set by a plugin that wants a second round. */
  wanted: boolean;
  /** A plugin's own notes from the first round, by its name. */
  readonly memory: Map<string, unknown>;
}

export interface AdmissionPlugin {
  readonly name: string;
  /** The object to go on with; undefined leaves it as it is. @throws StatusError to refuse */
  admit?(request: AdmissionRequest): KubeObject | undefined;
  /** @throws StatusError to refuse */
  validate?(request: AdmissionRequest): void;
}

export class AdmissionChain {
  constructor(readonly plugins: readonly AdmissionPlugin[]) {}

  /** Runs the changing plugins in order, again if one of them wants it; answers the object they made. */
  admit(request: AdmissionRequest): KubeObject | undefined {
    const first = this.#round(request);
    const { wanted, memory } = request.reinvocation;
    return wanted
      ? this.#round({ ...request, object: first, reinvocation: { second: true, wanted: false, memory } })
      : first;
  }

  #round(request: AdmissionRequest): KubeObject | undefined {
    let current = request;
    for (const plugin of this.plugins) {
      const object = plugin.admit?.(current);
      if (object && object !== current.object) current = { ...current, object };
    }
    return current.object;
  }

  validate(request: AdmissionRequest): void {
    for (const plugin of this.plugins) plugin.validate?.(request);
  }
}

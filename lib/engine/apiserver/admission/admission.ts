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
  nowMs(): number;
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

  /** Runs the changing plugins in order; answers the object they made. */
  admit(request: AdmissionRequest): KubeObject | undefined {
    let object = request.object;
    for (const plugin of this.plugins) object = plugin.admit?.({ ...request, object }) ?? object;
    return object;
  }

  validate(request: AdmissionRequest): void {
    for (const plugin of this.plugins) plugin.validate?.(request);
  }
}

/**
 * A new node starts with the taint `not-ready`, until its kubelet has reported.
 *
 * Upstream: plugin/pkg/admission/nodetaint/admission.go
 */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import type { AdmissionPlugin } from './admission';

const TAINT = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  admit: ({ operation, target, object }) => {
    if (operation !== 'CREATE' || target.definition.table !== 'nodes' || target.subresource !== '' || !object)
      return undefined;
    const spec = (object.spec ?? {}) as JsonObject;
    const taints = (spec.taints ?? []) as readonly { readonly key: string; readonly effect: string }[];
    if (taints.some(({ key, effect }) => key === TAINT.key && effect === TAINT.effect)) return undefined;
    return { ...object, spec: { ...spec, taints: [...taints, TAINT] } } as unknown as KubeObject;
  },
};

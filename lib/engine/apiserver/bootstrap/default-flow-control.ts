/**
 * The FlowSchemas and PriorityLevelConfigurations that every cluster starts with.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap/default.go, pkg/util/flowcontrol/apf_controller.go (Dangling)
 */
import { quote } from '../../apimachinery/go-text';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import data from './data/default-flow-control.json';

type Specs = Readonly<Record<string, JsonObject>>;

const API_VERSION = 'flowcontrol.apiserver.k8s.io/v1beta3';
const AUTOUPDATE = { 'apf.kubernetes.io/autoupdate-spec': 'true' };

/** Specs of the objects that may not be changed, by plural and name. */
export const MANDATORY: Readonly<Record<'prioritylevelconfigurations' | 'flowschemas', Specs>> = data.mandatory;

type ByPlural = Readonly<Record<string, readonly KubeObject[]>>;

/** Clusters mostly start at one time: what was made last will do again. */
let made: { readonly now: string; readonly objects: ByPlural } | undefined;

/** By plural, in the order in which the API server writes them. `now` is when their conditions were set. */
export function defaultFlowControl(now: string): ByPlural {
  if (made?.now !== now) made = { now, objects: make(now) };
  return made.objects;
}

function make(now: string): ByPlural {
  const levels = { ...data.suggested.prioritylevelconfigurations, ...data.mandatory.prioritylevelconfigurations };
  const schemas = { ...data.suggested.flowschemas, ...data.mandatory.flowschemas };
  return {
    prioritylevelconfigurations: objects('PriorityLevelConfiguration', levels, () => ({})),
    flowschemas: objects('FlowSchema', schemas, (spec) => ({ conditions: [notDangling(spec, now)] })),
  };
}

function objects(kind: string, specs: Specs, statusOf: (spec: JsonObject) => object): KubeObject[] {
  return Object.entries(specs).map(([name, spec]) => {
    const metadata = { name, generation: 1, annotations: AUTOUPDATE };
    return { kind, apiVersion: API_VERSION, metadata, spec, status: statusOf(spec) } as unknown as KubeObject;
  });
}

function notDangling(spec: JsonObject, now: string): JsonObject {
  const { name } = spec.priorityLevelConfiguration as { readonly name: string };
  const message = `This FlowSchema references the PriorityLevelConfiguration object named ${quote(name)} and it exists`;
  return { type: 'Dangling', status: 'False', lastTransitionTime: now, reason: 'Found', message };
}

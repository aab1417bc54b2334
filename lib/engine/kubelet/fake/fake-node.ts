/**
 * Nodes without a machine: nothing runs there, and pods have the states that they would have if all went well, as with kwok.
 *
 * A Node is one that says so (`boutique.test/kubelet: fake`, `kwok.x-k8s.io/node: fake`), and one that came with a description of its
 * software but of no machine: its `nodeInfo` names kubelet, operating system and architecture, while `machineID`, `systemUUID` and
 * `bootID` are empty. What runs on a machine has them.
 *
 * Upstream: sigs.k8s.io/kwok (kustomize/stage, docs: Manage Nodes)
 */
import type { Node } from '../../apimachinery/api/core-v1';

const FAKE = 'fake';
const KWOK = 'kwok.x-k8s.io/node';
const SWITCH = 'boutique.test/kubelet';

/** Who looks after a Node: nobody here, one that only says what could be, or the simulated kubelet. */
export type KubeletKind = 'off' | 'fake' | 'simulated';

export function kubeletKindOf({ metadata: { annotations = {} }, status }: Node): KubeletKind {
  const said = annotations[SWITCH];
  if (said === 'off') return 'off';
  return said === FAKE || annotations[KWOK] === FAKE || hasNoMachine(status?.nodeInfo) ? 'fake' : 'simulated';
}

function hasNoMachine(info: NonNullable<Node['status']>['nodeInfo']): boolean {
  if (!info?.kubeletVersion || !info.operatingSystem || !info.architecture) return false;
  return !info.machineID && !info.systemUUID && !info.bootID;
}

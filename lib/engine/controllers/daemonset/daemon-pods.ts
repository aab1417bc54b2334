/**
 * A DaemonSet's pods by node.
 *
 * Upstream: pkg/controller/daemon/daemon_controller.go (getNodesToDaemonPods, podByCreationTimestampAndPhase)
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { compareText } from '../../apimachinery/go-text';
import { isPodFinished } from '../pods/pod-state';
import { targetNode } from './daemon-template';

export type PodsByNode = ReadonlyMap<string, readonly Pod[]>;

export function isLeaving({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Pods that have ended and are being deleted do not count. */
export function podsByNode(pods: readonly Pod[]): PodsByNode {
  const nodes = new Map<string, Pod[]>();
  for (const pod of pods) {
    const name = targetNode(pod);
    if (name === undefined || (isPodFinished(pod) && isLeaving(pod))) continue;
    const there = nodes.get(name);
    if (there) there.push(pod);
    else nodes.set(name, [pod]);
  }
  return nodes;
}

/** Those that have a node first, then the older. */
export function byAge(a: Pod, b: Pod): number {
  return (
    Number(!a.spec?.nodeName) - Number(!b.spec?.nodeName) ||
    compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
    compareText(a.metadata.name, b.metadata.name)
  );
}

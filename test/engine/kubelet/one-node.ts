/** A cluster of one node, and its pods as tests see them. */
import type { Pod, PodSpec } from '../../../lib/engine/apimachinery/api/core-v1';
import { Cluster, type ClusterOptions } from '../../../lib/engine/cluster';
import type { CommandOutcome } from '../../../lib/engine/apiserver/node-connection';

export function oneNode(options: ClusterOptions = {}): Cluster {
  const cluster = new Cluster({ nodes: 1, ...options });
  // A cluster's first seconds: accounts, addresses, the node's readiness.
  cluster.advance('5s');
  return cluster;
}

/** Creates a pod of one container `main` and lets some time pass. */
export function runPod(
  cluster: Cluster,
  name: string,
  container: Partial<PodSpec['containers'][number]> = {},
  spec: Partial<PodSpec> = {},
  run: object = {},
): void {
  const annotations = { 'boutique.test/run.main': JSON.stringify(run) };
  const containers = [{ name: 'main', image: 'local.test/app:1', ...container }];
  cluster.resource('Pod').create({
    metadata: { name, namespace: 'default', annotations },
    spec: { automountServiceAccountToken: false, terminationGracePeriodSeconds: 5, containers, ...spec },
  });
  cluster.advance('10s');
}

/** What `exec` prints, and how it ends. */
export function exec(cluster: Cluster, name: string, command: readonly string[], typed?: string): string {
  const pod: Pod = cluster.get('Pod', name);
  const streams = { stdin: typed !== undefined, stdout: true, stderr: true, tty: false };
  const start = cluster.kubelets!.of('node-1')!.server.exec(pod, { container: 'main', command, ...streams });
  const decoder = new TextDecoder();
  let text = '';
  let outcome: CommandOutcome | undefined;
  const session = start({
    stdout: (bytes) => (text += decoder.decode(bytes)),
    stderr: (bytes) => (text += decoder.decode(bytes)),
    exit: (end) => (outcome = end),
  });
  if (typed !== undefined) {
    session.stdin(new TextEncoder().encode(typed));
    session.endStdin();
  }
  cluster.advance('1m');
  if (!outcome) return `${text}(goes on)`;
  return 'error' in outcome ? outcome.error : `${text}(${outcome.exitCode})`;
}

/** Messages of events about pods, by their reason. */
export function told(cluster: Cluster, reason: string): string[] {
  return cluster
    .list('Event')
    .filter((event) => event.reason === reason)
    .map(({ message = '' }) => message);
}

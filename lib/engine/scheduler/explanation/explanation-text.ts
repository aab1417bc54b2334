/** An explanation as people read it. */
import { formatTime } from '../../apimachinery/time';
import { amountText, type Change } from './change';
import type { Counterfactual } from './counterfactuals';
import { refusedNodes, type Decision, type RefusedNodes } from './decision';
import type { Outlook, SchedulingExplanation } from './explanation';

/** Several lines, without one at the end. */
export function explanationText({ pod, schedulerName, nodeName, decisions, outlook }: SchedulingExplanation): string {
  const head = nodeName ? `${pod} is on ${nodeName} (${schedulerName})` : `${pod} waits for a node (${schedulerName})`;
  return [head, ...decisions.flatMap(decisionLines), ...(outlook ? outlookLines(outlook) : [])].join('\n');
}

function decisionLines({ atMs, nodeName, message, refused, scores }: Decision): string[] {
  const time = formatTime(atMs);
  return [
    nodeName ? `${time}: chose ${nodeName}` : `${time}: ${message}`,
    ...scores.map(({ node, total, points }) => `  ${node}: ${total} points (${pointsText(points)})`),
    ...refused.map(refusedLine),
  ];
}

function pointsText(points: Readonly<Record<string, number>>): string {
  return Object.entries(points)
    .map(([plugin, count]) => `${plugin} ${count}`)
    .join(', ');
}

function refusedLine({ plugin, reasons, count, examples }: RefusedNodes): string {
  const more = count > examples.length ? ', ...' : '';
  const nodes = count === 1 ? 'node' : 'nodes';
  return `  ${plugin} refuses ${count} ${nodes} (${examples.join(', ')}${more}): ${reasons.join(', ')}`;
}

function outlookLines({ obstacle, nodes, wouldFit }: Outlook): string[] {
  if (obstacle) return [`now: ${obstacle.plugin || 'the plugins together'} refuse: ${obstacle.reasons.join(', ')}`];
  const fitting = nodes.filter(({ refusals }) => refusals.length === 0).map(({ node }) => node);
  if (fitting.length > 0) return [`now: fits ${fitting.join(', ')}`];
  const refusals = nodes.flatMap(({ node, refusals: own }) =>
    own.map((refusal) => ({ refusal, count: 1, examples: [node] })),
  );
  return [
    `now: fits none of ${nodes.length} nodes`,
    ...refusedNodes(refusals).map(refusedLine),
    ...(wouldFit.length > 0 ? ['it would fit with', ...wouldFit.map(counterfactualLine)] : []),
  ];
}

function counterfactualLine({ changes, node }: Counterfactual): string {
  return `  ${changes.map(changeText).join(' and ')}: on ${node}`;
}

function changeText(change: Change): string {
  switch (change.kind) {
    case 'node-capacity':
      return `${amountText(change.resource, change.more)} more ${change.resource} on ${change.node}`;
    case 'pod-request':
      return `a request of ${amountText(change.resource, change.less)} less ${change.resource}`;
    case 'pod-toleration': {
      const { key, value, effect } = change.toleration;
      return `a toleration of ${key}${value ? `=${value}` : ''}:${effect}`;
    }
    case 'node-label':
      return `the label ${change.key}=${change.value} on ${change.node}`;
    case 'uncordon':
      return `${change.node} uncordoned`;
    case 'new-node':
      return `one more node like ${change.like}`;
  }
}

/**
 * The tables of pods and pod templates.
 *
 * Upstream: pkg/printers/internalversion/printers.go (printPod, printPodTemplate)
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { ageSince } from '../../apimachinery/time';
import { containerColumns, labelsText, NONE, type ShownTemplate } from './cell-text';
import { AGE, NAME, text, wide, type TablePrinter } from './column';
import { podSummary, type ShownPod } from './pod-summary';

type PodTemplate = KubeObject<{ readonly template?: ShownTemplate }>;

const COMPLETED = { type: 'Completed', status: 'True' };

function restartsText(pod: ShownPod, nowMs: number): string {
  const { restarts, lastRestart } = podSummary(pod);
  return restarts > 0 && lastRestart ? `${restarts} (${ageSince(lastRestart, nowMs)} ago)` : String(restarts);
}

/** How many of the pod's readiness gates are met. */
function readinessGatesText({ spec, status }: ShownPod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return NONE;
  const met = gates.filter(
    ({ conditionType }) => status?.conditions?.find(({ type }) => type === conditionType)?.status === 'True',
  );
  return `${met.length}/${gates.length}`;
}

const pods: TablePrinter<ShownPod> = {
  columns: [
    NAME,
    text('Ready', 'How many of the containers are ready.', (pod) => podSummary(pod).ready),
    text('Status', 'What the containers say, taken together.', (pod) => podSummary(pod).reason),
    text('Restarts', 'How often containers have been restarted, and when last.', restartsText),
    AGE,
    wide(text('IP', 'The address of the pod.', ({ status }) => status?.podIPs?.[0]?.ip || NONE)),
    wide(text('Node', 'The node on which the pod runs.', ({ spec }) => spec?.nodeName || NONE)),
    wide(
      text(
        'Nominated Node',
        'The node on which room is being made for the pod.',
        ({ status }) => status?.nominatedNodeName || NONE,
      ),
    ),
    wide(text('Readiness Gates', 'How many readiness gates are met.', readinessGatesText)),
  ],
  conditions: ({ status }) => {
    if (status?.phase === 'Succeeded')
      return [{ ...COMPLETED, reason: 'Succeeded', message: 'The pod has completed successfully.' }];
    return status?.phase === 'Failed' ? [{ ...COMPLETED, reason: 'Failed', message: 'The pod failed.' }] : undefined;
  },
};

const podTemplates: TablePrinter<PodTemplate> = {
  columns: [
    NAME,
    ...containerColumns<PodTemplate>(({ template }) => template),
    text('Pod Labels', 'The labels that pods get.', ({ template }) => labelsText(template?.metadata?.labels)),
  ],
};

export const podPrinters: Readonly<Record<string, TablePrinter>> = { pods, podtemplates: podTemplates };

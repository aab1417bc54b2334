/** `boutique explain`: why a pod of a running `boutique serve` is on its node, or still waits for one. */
import { Command } from 'commander';
import { EXPLANATIONS_PATH } from '../../server/explanations-endpoint';
import { BoutiqueClient } from '../boutique-client';

interface ExplainFlags {
  readonly namespace?: string;
  readonly json: boolean;
  readonly kubeconfig?: string;
}

export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'Tells why a pod of a running "boutique serve" is on its node or waits for one, and what would let it in.',
    )
    .argument('<pod>', 'its name')
    .option('-n, --namespace <name>', 'where it is (default: that of the current context)')
    .option('--json', 'all that is known, for programs', false)
    .option('--kubeconfig <file>', 'as boutique serve wrote it (default: $KUBECONFIG)')
    .action(explain);
}

async function explain(pod: string, { namespace, json, kubeconfig }: ExplainFlags): Promise<void> {
  const client = BoutiqueClient.by(kubeconfig);
  const place = [namespace ?? client.namespace, pod].map(encodeURIComponent).join('/');
  const { text, ...explanation } = await client.ask<{ text: string }>('GET', `${EXPLANATIONS_PATH}/${place}`);
  console.log(json ? JSON.stringify(explanation, undefined, 2) : text);
}

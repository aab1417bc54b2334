/** `boutique fault`: breaks the cluster of a running `boutique serve`, and heals it. */
import { Command } from 'commander';
import { FaultError } from '../../engine/faults/fault';
import { checkedFault, FAULTS, type FaultDescription } from '../../engine/faults/fault-catalogue';
import { FAULTS_PATH } from '../../server/faults-endpoint';
import { BoutiqueClient } from '../boutique-client';
import { CliError } from '../cli-error';

interface KubeconfigFlag {
  readonly kubeconfig?: string;
}

interface ShownFault {
  readonly id?: string;
  readonly name: string;
  readonly since?: string;
}

export function faultCommand(): Command {
  const command = new Command('fault').description('Breaks the cluster of a running "boutique serve", and heals it.');
  const withKubeconfig = (one: Command): Command =>
    one.option('--kubeconfig <file>', 'as boutique serve wrote it (default: $KUBECONFIG)');
  withKubeconfig(command.command('begin'))
    .description('begins a fault: boutique fault begin node-down node=node-2')
    .argument('<fault>', 'its name')
    .argument('[values...]', 'what it takes, as name=value')
    .addHelpText('after', `\nFaults:\n${FAULTS.map(faultHelp).join('\n')}`)
    .action(begin);
  withKubeconfig(command.command('heal'))
    .description('ends a fault, or all of them')
    .argument('<id>', 'as begin and list tell it, or all')
    .action(heal);
  withKubeconfig(command.command('list')).description('what is broken now').action(list);
  return command;
}

async function begin(fault: string, values: readonly string[], flags: KubeconfigFlag): Promise<void> {
  const given = Object.fromEntries(values.map(pairOf));
  try {
    checkedFault(fault, given);
  } catch (error) {
    if (error instanceof FaultError) throw new CliError(error.message);
    throw error;
  }
  const begun = await BoutiqueClient.by(flags.kubeconfig).ask<ShownFault>('POST', FAULTS_PATH, { fault, with: given });
  console.log(
    begun.id === undefined ? `${begun.name}: done` : `${begun.id}: ${begun.name}; boutique fault heal ${begun.id}`,
  );
}

async function heal(id: string, flags: KubeconfigFlag): Promise<void> {
  const client = BoutiqueClient.by(flags.kubeconfig);
  const path = id === 'all' ? FAULTS_PATH : `${FAULTS_PATH}/${encodeURIComponent(id)}`;
  const { active } = await client.ask<{ active: readonly ShownFault[] }>('GET', FAULTS_PATH);
  if (id !== 'all' && !active.some((fault) => fault.id === id)) {
    throw new CliError(`There is no fault ${JSON.stringify(id)} now; boutique fault list tells which there are.`);
  }
  const { healed } = await client.ask<{ healed: readonly ShownFault[] }>('DELETE', path);
  console.log(healed.length === 0 ? 'Nothing was broken.' : healed.map(({ name }) => `healed: ${name}`).join('\n'));
}

async function list(flags: KubeconfigFlag): Promise<void> {
  const { active } = await BoutiqueClient.by(flags.kubeconfig).ask<{ active: readonly ShownFault[] }>(
    'GET',
    FAULTS_PATH,
  );
  if (active.length === 0) console.log('Nothing is broken.');
  for (const { id, name, since } of active) console.log(`${id}: ${name}, since ${since}`);
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at <= 0) throw new CliError(`Values are written as name=value, got ${JSON.stringify(text)}.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function faultHelp({ name, description, parameters }: FaultDescription): string {
  const values = parameters.map((one) => {
    const value = `${one.name}=${one.choices ? one.choices.join('|') : '...'}`;
    return one.optional ? `[${value}]` : value;
  });
  return `  ${[name, ...values].join(' ')}\n      ${description}`;
}

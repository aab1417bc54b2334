/** The table that ends a synthesis: how many pods of what size each environment runs, what it needs, what to do next. */
import { ApiObject } from 'cdk8s';
import { type Component } from '../../constructs/components/component';
import { existingObjects } from '../../constructs/validation/existing';
import { parseQuantity } from '../../constructs/validation/quantity';
import { type Deployment } from '../../constructs/workloads/deployment';
import { BoutiqueService } from '../boutique-service';
import { type BoutiqueEnvironment } from '../environments/boutique-environment';
import { namespaceOf } from '../environments/environment';

interface Size {
  readonly least: number;
  readonly most: number;
  readonly cpu: number;
  readonly memory: number;
}

function request(component: Component, resource: string): number {
  const { template } = component.workload;
  return template.containers.reduce(
    (sum, container) => sum + (parseQuantity(template.resourcesOf(container).requests?.[resource]?.value ?? 0) ?? 0),
    0,
  );
}

function sizeOf(component: Component): Size {
  const fixed = (component.workload as Deployment).replicas;
  const autoscale = component instanceof BoutiqueService ? component.autoscale : undefined;
  const least = fixed ?? autoscale?.minReplicas ?? 1;
  return {
    least,
    most: autoscale?.maxReplicas ?? least,
    cpu: request(component, 'cpu'),
    memory: request(component, 'memory'),
  };
}

const cores = (value: number): string => `${Math.round(value * 1000)}m`;
const mebibytes = (value: number): string => `${Math.round(value / 2 ** 20)}Mi`;
const pods = ({ least, most }: Size): string => (most > least ? `${least}-${most}` : String(least));

function components(environment: BoutiqueEnvironment): Component[] {
  return [...environment.shop.services.values()].flatMap((service) => [...service.components]);
}

function objectCount(environment: BoutiqueEnvironment): number {
  return [environment.namespace, environment.shop]
    .flatMap((chart) => chart.node.findAll())
    .filter((construct) => ApiObject.isApiObject(construct)).length;
}

function total(environment: BoutiqueEnvironment): { pods: number; cpu: number; memory: number } {
  const sizes = components(environment).map(sizeOf);
  return {
    pods: sizes.reduce((sum, size) => sum + size.least, 0),
    cpu: sizes.reduce((sum, size) => sum + size.least * size.cpu, 0),
    memory: sizes.reduce((sum, size) => sum + size.least * size.memory, 0),
  };
}

function rows(environments: readonly BoutiqueEnvironment[]): string[][] {
  const names = [...new Set(environments.flatMap((one) => components(one).map(({ name }) => name)))].sort();
  const cell = (environment: BoutiqueEnvironment, name: string): string => {
    const component = components(environment).find((one) => one.name === name);
    if (!component) return '-';
    const size = sizeOf(component);
    return `${pods(size)} x ${cores(size.cpu)} ${mebibytes(size.memory)}`;
  };
  const totals = environments.map(total);
  return [
    ['pods x request', ...environments.map(({ name }) => name)],
    ...names.map((name) => [name, ...environments.map((environment) => cell(environment, name))]),
    ['pods at least', ...totals.map((sum) => String(sum.pods))],
    ['requests', ...totals.map((sum) => `${cores(sum.cpu)} ${mebibytes(sum.memory)}`)],
    ['objects', ...environments.map((environment) => String(objectCount(environment)))],
  ];
}

function aligned(table: string[][]): string[] {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const line = (row: string[]): string => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ');
  const [head = [], ...body] = table;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...body.slice(0, -3), rule, ...body.slice(-3)].map((row) => line(row).trimEnd());
}

/** What has to be in the cluster before pods of these environments start. */
function needed(environments: readonly BoutiqueEnvironment[]): string[] {
  return environments.flatMap((environment) => {
    const namespace = namespaceOf(environment.name);
    const objects = existingObjects(environment.shop).filter((object) => object.namespace === namespace);
    if (objects.length === 0) return [];
    const list = objects.map(({ kind, name, keys }) => `${kind} ${name}${keys ? ` (${keys.join(', ')})` : ''}`);
    return [`${namespace} waits for: ${[...new Set(list)].join('; ')}`];
  });
}

/** The table, where the files are, and what comes next. */
export function summary(environments: readonly BoutiqueEnvironment[], folder: string, next: string): string {
  return [...aligned(rows(environments)), '', `Written to ${folder}`, ...needed(environments), `Next: ${next}`].join(
    '\n',
  );
}

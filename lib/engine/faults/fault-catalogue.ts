/** Every fault by its name, with what it takes: for HTTP, the command line and scenario files. */
import { ParseError } from '../apimachinery/parse-error';
import { parseDuration } from '../apimachinery/time';
import type { PullFault } from '../kubelet/images/image-behaviours';
import { FaultError, type Fault } from './fault';
import { WATCHING_COMPONENTS, type Faults, type NodeShortage } from './faults';

/** One value that a fault takes. */
export interface FaultParameter {
  readonly name: string;
  /** What it is, in a few words. */
  readonly description: string;
  /** How it is written. @default text */
  readonly type?: 'text' | 'number' | 'duration';
  /** The only values there are. @default any */
  readonly choices?: readonly string[];
  readonly optional?: boolean;
}

/** The values that a fault is given, by the names of its parameters. */
export type FaultArguments = Readonly<Record<string, string | number | undefined>>;

/** A kind of fault. */
export interface FaultDescription {
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly FaultParameter[];
  /** @throws FaultError, StatusError. Undefined for what is over as soon as it has happened */
  begin(faults: Faults, given: FaultArguments): Fault | undefined;
}

const NODE: FaultParameter = { name: 'node', description: 'name of a node' };
const POD: FaultParameter = { name: 'pod', description: 'name of a pod' };
const NAMESPACE: FaultParameter = { name: 'namespace', description: 'of the pod (default: default)', optional: true };
const COMPONENT: FaultParameter = { name: 'component', description: 'who watches', choices: WATCHING_COMPONENTS };
const RESOURCE: FaultParameter = { name: 'resource', description: 'such as pods (default: all)', optional: true };
const PULL_FAULTS = ['missing', 'denied', 'down', 'failing', 'unavailable', 'unsigned'] as const satisfies PullFault[];

const text = (given: FaultArguments, name: string): string => String(given[name]);
const textOr = (given: FaultArguments, name: string): string | undefined =>
  given[name] === undefined ? undefined : String(given[name]);
const numberOr = (given: FaultArguments, name: string): number | undefined =>
  given[name] === undefined ? undefined : Number(given[name]);

function describe(
  name: string,
  description: string,
  parameters: readonly FaultParameter[],
  begin: (faults: Faults, given: FaultArguments) => Fault | void,
): FaultDescription {
  return { name, description, parameters, begin: (faults, given) => begin(faults, given) ?? undefined };
}

const POD_FAULTS: readonly FaultDescription[] = [
  describe('kill-pod', 'A pod is gone at once, as by kubectl delete --force.', [POD, NAMESPACE], (faults, given) =>
    faults.killPod(text(given, 'pod'), textOr(given, 'namespace')),
  ),
  describe(
    'kill-container',
    'The process of a container ends.',
    [
      POD,
      NAMESPACE,
      { name: 'container', description: 'its name (default: the first)', optional: true },
      { name: 'exitCode', description: 'of the process (default: 137)', type: 'number', optional: true },
    ],
    (faults, given) =>
      faults.killContainer(text(given, 'pod'), textOr(given, 'container'), {
        namespace: textOr(given, 'namespace'),
        exitCode: numberOr(given, 'exitCode'),
      }),
  ),
];

const NODE_FAULTS: readonly FaultDescription[] = [
  describe('node-down', 'A machine loses power.', [NODE], (faults, given) => faults.nodeDown(text(given, 'node'))),
  describe(
    'zone-down',
    'All machines of a zone lose power.',
    [{ name: 'zone', description: 'its name' }],
    (faults, given) => faults.zoneDown(text(given, 'zone')),
  ),
  describe('kubelet-stopped', 'A kubelet ends; containers run on.', [NODE], (faults, given) =>
    faults.kubeletStopped(text(given, 'node')),
  ),
  describe('partition', 'A node and the API server do not reach one another.', [NODE], (faults, given) =>
    faults.partition(text(given, 'node')),
  ),
  describe(
    'slow-node',
    'Everything takes longer on a node.',
    [NODE, { name: 'factor', description: 'so many times as long (default: 10)', type: 'number', optional: true }],
    (faults, given) => faults.slowNode(text(given, 'node'), numberOr(given, 'factor')),
  ),
  describe(
    'pressure',
    'A node runs short of memory, disk or process numbers.',
    [NODE, { name: 'shortage', description: 'of what', choices: ['memory', 'disk', 'pid'] }],
    (faults, given) => faults.pressure(text(given, 'node'), text(given, 'shortage') as NodeShortage),
  ),
  describe(
    'clock-skew',
    'The clock of a node is wrong.',
    [NODE, { name: 'skew', description: 'how far ahead, such as 2m or -90s', type: 'duration' }],
    (faults, given) => faults.clockSkew(text(given, 'node'), text(given, 'skew')),
  ),
  describe(
    'registry-down',
    'Images cannot be pulled.',
    [
      { name: 'host', description: 'of the registry (default: all)', optional: true },
      { name: 'how', description: 'how pulls fail (default: down)', choices: PULL_FAULTS, optional: true },
    ],
    (faults, given) => faults.registryDown(textOr(given, 'host'), textOr(given, 'how') as PullFault | undefined),
  ),
];

const CONTROL_PLANE_FAULTS: readonly FaultDescription[] = [
  describe(
    'slow-watch',
    'A component hears of changes later.',
    [COMPONENT, { name: 'delay', description: 'so much later, such as 30s', type: 'duration' }, RESOURCE],
    (faults, given) => faults.slowWatch(text(given, 'component'), text(given, 'delay'), textOr(given, 'resource')),
  ),
  describe('stale-informer', 'A component hears of no change any more.', [COMPONENT, RESOURCE], (faults, given) =>
    faults.staleInformer(text(given, 'component'), textOr(given, 'resource')),
  ),
  describe('proxy-stopped', 'kube-proxy follows nothing any more.', [], (faults) => faults.proxyStopped()),
  describe('api-server-stopped', 'Nobody answers requests.', [], (faults) => faults.apiServerStopped()),
  describe('api-server-restart', 'The API server starts anew: watches break.', [], (faults) =>
    faults.restartApiServer(),
  ),
  describe('etcd-quorum-lost', 'Nothing can be written, and little be read.', [], (faults) => faults.etcdQuorumLost()),
  describe('etcd-compaction', 'Etcd forgets what was: watches from before are told 410.', [], (faults) =>
    faults.compactEtcd(),
  ),
  describe('scheduler-stopped', 'Pods are placed by nobody.', [], (faults) => faults.schedulerStopped()),
  describe('controller-manager-stopped', 'Nothing is reconciled.', [], (faults) => faults.controllerManagerStopped()),
  describe(
    'controller-stopped',
    'One controller does nothing.',
    [{ name: 'controller', description: 'as --controllers takes it' }],
    (faults, given) => faults.controllerStopped(text(given, 'controller')),
  ),
  describe(
    'webhook-down',
    'Nobody answers at a webhook.',
    [{ name: 'webhook', description: 'its name (default: all)', optional: true }],
    (faults, given) => faults.webhookDown(textOr(given, 'webhook')),
  ),
];

/** All of them. */
export const FAULTS: readonly FaultDescription[] = [...POD_FAULTS, ...NODE_FAULTS, ...CONTROL_PLANE_FAULTS];

/**
 * Looks whether a fault could be begun so, as far as its text tells.
 * @throws FaultError that says what is wrong and what would be right
 */
export function checkedFault(name: string, given: FaultArguments): FaultDescription {
  const found = FAULTS.find((fault) => fault.name === name);
  if (!found) {
    throw new FaultError(
      `There is no fault ${JSON.stringify(name)}; there are: ${FAULTS.map((fault) => fault.name).join(', ')}.`,
    );
  }
  const { parameters } = found;
  const taken = parameters.length === 0 ? 'nothing' : parameters.map((parameter) => parameter.name).join(', ');
  for (const key of Object.keys(given)) {
    if (!parameters.some((parameter) => parameter.name === key)) {
      throw new FaultError(`${name} takes no ${JSON.stringify(key)}; it takes ${taken}.`);
    }
  }
  for (const parameter of parameters) checkArgument(name, parameter, given[parameter.name]);
  return found;
}

/**
 * Begins a fault by its name. Undefined for what is over as soon as it has happened.
 * @throws FaultError, StatusError
 */
export function beginFault(faults: Faults, name: string, given: FaultArguments): Fault | undefined {
  return checkedFault(name, given).begin(faults, given);
}

function checkArgument(fault: string, parameter: FaultParameter, value: string | number | undefined): void {
  const { name, description, type, choices, optional } = parameter;
  if (value === undefined) {
    if (optional) return;
    throw new FaultError(`${fault} needs "${name}": ${description}.`);
  }
  const wrong = (expected: string): FaultError =>
    new FaultError(`${fault}: "${name}" is ${expected}, got ${JSON.stringify(value)}.`);
  if (choices && !choices.includes(String(value))) throw wrong(`one of ${choices.join(', ')}`);
  if (type === 'number' && (value === '' || !Number.isFinite(Number(value)))) throw wrong('a number');
  if (type === 'duration' && !isDuration(String(value))) throw wrong('a duration such as 90s or 2m');
  if (type === undefined && value === '') throw wrong(description);
}

function isDuration(text: string): boolean {
  try {
    parseDuration(text);
    return true;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}

/**
 * The four kinds of probes: what each finds, and the words for it.
 *
 * Upstream: pkg/kubelet/prober/prober.go (runProbe), pkg/kubelet/container/helpers.go (ExpandContainerCommandOnlyStatic),
 *   pkg/probe/{exec,http,tcp,grpc}
 */
import type { Container, GRPCAction, Probe } from '../../apimachinery/api/core-v1';
import { formatDuration } from '../../apimachinery/time';
import type { Scheduling } from '../../clock/clock';
import { sleep, within, type Routine } from '../../clock/routine';
import type { ExecOutcome } from '../runtime/container-runtime';
import { expand } from '../environment/expansion';
import { rpcError } from '../runtime/runtime-error';
import { hostAndPort, httpGet, httpTarget, refused, resolvePort, type PortLookup } from './pod-ports';

/** What probes reach a container by. */
export interface ProbedContainer {
  readonly container: Container;
  readonly podIP: string;
  readonly lookup: PortLookup;
  exec(command: readonly string[]): Routine<ExecOutcome>;
}

/** `error`: it could not be told. */
export interface ProbeFinding {
  readonly result: 'success' | 'warning' | 'failure' | 'error';
  readonly output: string;
  /** Virtual time until which it would be found again. */
  readonly steadyUntilMs: number;
}

const MAX_OUTPUT_LENGTH = 10 * 1024;

export function* runProbe(clock: Scheduling, probe: Probe, target: ProbedContainer): Routine<ProbeFinding> {
  const timeoutMs = 1000 * (probe.timeoutSeconds ?? 1);
  if (probe.exec) return yield* execProbe(clock, probe.exec.command ?? [], target, timeoutMs);
  if (probe.httpGet) return yield* httpProbe(clock, probe, target, timeoutMs);
  if (probe.tcpSocket) return tcpProbe(probe, target);
  if (probe.grpc) return yield* grpcProbe(clock, probe.grpc, target, timeoutMs);
  return unknown('missing probe handler');
}

function* execProbe(
  clock: Scheduling,
  command: readonly string[],
  target: ProbedContainer,
  timeoutMs: number,
): Routine<ProbeFinding> {
  const ended = yield* within(clock, timeoutMs, target.exec(withLiterals(command, target.container)));
  if (!ended) return failure(`command "${command.join(' ')}" timed out`);
  const { result } = ended;
  if (result.error !== undefined) return unknown(rpcError(result.error));
  const output = `${result.stdout}${result.stderr}`.slice(0, MAX_OUTPUT_LENGTH);
  const steadyUntilMs = result.steadyUntilMs ?? clock.now();
  return { result: result.exitCode === 0 ? 'success' : 'failure', output, steadyUntilMs };
}

/** The command with `$(NAME)` filled in as the spec says it: a variable that comes from elsewhere is empty. */
function withLiterals(command: readonly string[], { env = [] }: Container): readonly string[] {
  const values = new Map(env.map(({ name, value = '' }) => [name, value]));
  return command.map((word) => expand(word, (name) => values.get(name)));
}

function* httpProbe(
  clock: Scheduling,
  probe: Probe,
  target: ProbedContainer,
  timeoutMs: number,
): Routine<ProbeFinding> {
  const action = probe.httpGet!;
  const { port, error } = resolvePort(target.container, action.port);
  if (error !== undefined) return unknown(error);
  const request = httpTarget(action, target.podIP, port);
  const { untilMs } = target.lookup(request.host, port);
  const outcome = yield* httpGet(clock, target.lookup, request, timeoutMs);
  if (outcome.error !== undefined) return failure(outcome.error);
  const { statusCode, body } = outcome;
  if (statusCode < 200 || statusCode >= 400) return failure(`HTTP probe failed with statuscode: ${statusCode}`);
  if (statusCode < 300) return { result: 'success', output: body, steadyUntilMs: untilMs };
  const output = `Probe terminated redirects, Response body: ${body}`;
  return { result: 'warning', output, steadyUntilMs: clock.now() };
}

function tcpProbe(probe: Probe, { container, podIP, lookup }: ProbedContainer): ProbeFinding {
  const { port: asked, host = '' } = probe.tcpSocket!;
  const { port, error } = resolvePort(container, asked);
  if (error !== undefined) return unknown(error);
  const address = host === '' ? podIP : host;
  const { answer, untilMs } = lookup(address, port);
  if (answer === 'refused') return failure(refused(address, port));
  return { result: 'success', output: '', steadyUntilMs: untilMs };
}

function* grpcProbe(
  clock: Scheduling,
  { port, service = '' }: GRPCAction,
  { podIP, lookup }: ProbedContainer,
  timeoutMs: number,
): Routine<ProbeFinding> {
  const { answer, untilMs } = lookup(podIP, port);
  const limit = formatDuration(timeoutMs);
  if (answer === 'serving' || answer === 'not-serving') {
    if (service === 'unknown') {
      return failure('error: health rpc probe failed: rpc error: code = NotFound desc = unknown service');
    }
    if (answer === 'serving') return { result: 'success', output: 'service healthy', steadyUntilMs: untilMs };
    return failure('service unhealthy (responded with "NOT_SERVING")');
  }
  yield sleep(clock, timeoutMs);
  if (answer === 'hang') return failure(`timeout: health rpc did not complete within ${limit}`);
  const address = hostAndPort(podIP, port);
  return failure(`timeout: failed to connect service "${address}" within ${limit}: context deadline exceeded`);
}

function failure(output: string): ProbeFinding {
  return { result: 'failure', output, steadyUntilMs: 0 };
}

function unknown(output: string): ProbeFinding {
  return { result: 'error', output, steadyUntilMs: 0 };
}

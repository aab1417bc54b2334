/**
 * What a container does at its first start, its second, and so on: what annotations of its pod say, else what is known of its image.
 *
 * `boutique.test/run.CONTAINER` speaks for one container. Of the whole pod speak `boutique.test/exit-code`, `boutique.test/runs-for` and
 * `boutique.test/terminates-in`. An image that is not known runs on and listens
 * where it is expected to; as an init container, and in a pod of a Job, it ends well after a second.
 */
import type { Container } from '../../apimachinery/api/core-v1';
import { controllerOf } from '../../apimachinery/object-meta';
import { ParseError } from '../../apimachinery/parse-error';
import { parseDuration } from '../../apimachinery/time';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { ImageBehaviour, ImageBehaviours } from '../images/image-behaviours';
import type { Environment } from '../environment/environment-variables';
import { expectedPorts } from '../images/expected-ports';
import type { ContainerRun } from './container-run';
import { secondsUntilOver } from './memory-use';

const RUN = 'boutique.test/run.';
const EXIT_CODE = 'boutique.test/exit-code';
const RUNS_FOR = 'boutique.test/runs-for';
const TERMINATES_IN = 'boutique.test/terminates-in';
/** How long something runs that ends without anybody having said when. */
const SHORT_RUN_SECONDS = 1;

/** @param attempt 0 for the first start @param variables of the container's environment */
export function containerRun(
  pod: Pod,
  container: Container,
  attempt: number,
  images: ImageBehaviours,
  variables: Environment,
): ContainerRun {
  const script = pod.metadata.annotations?.[`${RUN}${container.name}`];
  const image = images.of(container.image ?? '');
  const known = { listen: expectedPorts(container), ...image };
  const run =
    script === undefined
      ? { ...known, ...(image && !image.silentEnd ? {} : unknownRun(pod, container)), ...runOfPod(pod, container) }
      : { ...known, ...scriptedRun(script, attempt, container.name) };
  return { ...run, ...memoryFault(container, run), ...missingVariable(image, variables) };
}

/** Whether somebody has said what the container does, in annotations of its pod. */
export function isTold({ metadata: { annotations = {} } }: Pod, { name }: Container): boolean {
  return [`${RUN}${name}`, EXIT_CODE, RUNS_FOR].some((key) => annotations[key] !== undefined);
}

/** Of a list of runs the last one repeats. What is no JSON cannot be made. */
function scriptedRun(script: string, attempt: number, name: string): ContainerRun {
  try {
    const runs = [JSON.parse(script) as ContainerRun | readonly ContainerRun[]].flat();
    return runs[Math.min(attempt, runs.length - 1)] ?? {};
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { createError: `annotation ${RUN}${name}: ${error.message}` };
  }
}

function unknownRun(pod: Pod, container: Container): ContainerRun {
  const ends = isInitContainer(pod, container) || isOfJob(pod);
  return ends ? { exitAfterSeconds: SHORT_RUN_SECONDS } : {};
}

function runOfPod(pod: Pod, container: Container): ContainerRun {
  const { annotations = {} } = pod.metadata;
  const termination = secondsOf(annotations[TERMINATES_IN]);
  const term = termination === undefined ? {} : { termSeconds: termination };
  if (isInitContainer(pod, container)) return term;
  const exitCode = annotations[EXIT_CODE];
  const runsFor = secondsOf(annotations[RUNS_FOR]);
  if (exitCode !== undefined)
    return { ...term, exitCode: Number(exitCode), exitAfterSeconds: runsFor ?? SHORT_RUN_SECONDS };
  return isOfJob(pod) && runsFor !== undefined ? { ...term, exitAfterSeconds: runsFor } : term;
}

/** Whatever takes more memory than its container may have is killed. */
function memoryFault({ resources }: Container, { memory, exitAfterSeconds = Infinity }: ContainerRun): ContainerRun {
  const limit = resources?.limits?.['memory'];
  const seconds = limit === undefined || memory === undefined ? undefined : secondsUntilOver(memory, limit);
  if (seconds === undefined || seconds >= exitAfterSeconds) return {};
  return { exitAfterSeconds: Math.max(seconds, SHORT_RUN_SECONDS), oomKilled: true };
}

/** A program that misses a setting says so and ends. */
function missingVariable(image: ImageBehaviour | undefined, variables: Environment): ContainerRun {
  const missing = image?.needs?.find((name) => !variables.get(name));
  if (missing === undefined) return {};
  const log = [`stderr: environment variable "${missing}" not set`];
  return { exitAfterSeconds: 0, exitCode: image?.missingVariableExitCode ?? 1, oomKilled: false, listen: {}, log };
}

function isOfJob(pod: Pod): boolean {
  return controllerOf(pod)?.kind === 'Job';
}

function isInitContainer({ spec }: Pod, { name }: Container): boolean {
  return spec.initContainers?.some((container) => container.name === name) ?? false;
}

function secondsOf(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined;
  try {
    return parseDuration(duration) / 1000;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return undefined;
  }
}

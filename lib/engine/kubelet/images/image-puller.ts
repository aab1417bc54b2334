/**
 * Sees to it that the image of a container is on the node before the container is made: one pull at a time, five a second at most.
 *
 * Upstream: pkg/kubelet/images/{image_manager,puller,helpers}.go, pkg/kubelet/kuberuntime/kuberuntime_image.go
 */
import { quote } from '../../apimachinery/go-text';
import type { Container, Secret } from '../../apimachinery/api/core-v1';
import { parseImageReference } from '../../apimachinery/image-reference';
import { formatDuration } from '../../apimachinery/time';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { Signal, sleep, type Routine } from '../../clock/routine';
import type { EventType } from '../../client/event-recorder';
import { containerReference } from '../container-reference';
import type { KubeletContext } from '../kubelet-context';
import { imageName } from './image-name';
import { imageID } from './node-images';
import { PullBackOff } from './pull-back-off';
import { credentialsFor } from './pull-secrets';

/** An image that is there, or why it is not: a reason of the container's waiting state and its message. */
export type ImageOutcome =
  { readonly imageID: string; readonly error?: undefined } | { readonly error: string; readonly message: string };

type Tell = (type: EventType, reason: string, message: string) => void;

interface Pulled {
  readonly error?: string;
  /** Without waiting for other pulls. */
  readonly durationMs: number;
}

const PULLS_PER_SECOND = 5;
const BURST = 10;

export class ImagePuller {
  readonly #backOff: PullBackOff;
  readonly #failures = new Map<string, number>();
  readonly #freed = new Signal();
  #busy = false;
  #tokens = BURST;
  #refilledMs: number;

  constructor(private readonly context: KubeletContext) {
    this.#backOff = new PullBackOff(context.clock);
    this.#refilledMs = context.clock.now();
  }

  /** Takes as long as the pull does; writes the events about it. */
  *ensureImageExists(pod: Pod, container: Container): Routine<ImageOutcome> {
    const { clock, events } = this.context;
    const written = container.image ?? '';
    const shown = quote(written);
    const tell: Tell = (type, reason, message) =>
      events.event(containerReference(pod, container.name), type, reason, message);
    const named = imageName(written);
    if (named.fault !== undefined) {
      const message = `Failed to apply default image tag ${shown}: ${named.fault}`;
      return failed(tell, 'InspectFailed', 'InvalidImageName', message);
    }
    const { name } = named;
    const isPresent = this.context.nodeImages.has(name);
    if (!mustPull(container, isPresent)) {
      if (!isPresent) {
        const message = `Container image ${shown} is not present with pull policy of Never`;
        return failed(tell, 'ErrImageNeverPull', 'ErrImageNeverPull', message);
      }
      tell('Normal', 'Pulled', `Container image ${shown} already present on machine`);
      return { imageID: imageID(name) };
    }
    const key = `${pod.metadata.uid}_${written}`;
    if (this.#backOff.isWaiting(key)) {
      const message = `Back-off pulling image ${shown}`;
      tell('Normal', 'BackOff', message);
      return { error: 'ImagePullBackOff', message };
    }
    tell('Normal', 'Pulling', `Pulling image ${shown}`);
    const startMs = clock.now();
    const { error, durationMs } = yield* this.#pull(name, this.#pullSecrets(pod).found);
    if (error !== undefined) {
      tell('Warning', 'Failed', `Failed to pull image ${shown}: ${error}`);
      this.#backOff.failed(key);
      return refusal(written, error);
    }
    const times = `${truncated(durationMs)} (${truncated(clock.now() - startMs)} including waiting)`;
    tell('Normal', 'Pulled', `Successfully pulled image ${shown} in ${times}`);
    this.#backOff.tidy();
    return { imageID: imageID(name) };
  }

  /** Tells of Secrets with credentials that the pod names and that are not there; each sync of a pod does. */
  checkPullSecrets(pod: Pod): void {
    const { missing } = this.#pullSecrets(pod);
    if (missing.length === 0) return;
    const hint = 'attempting to pull the image may not succeed.';
    const message = `Unable to retrieve some image pull secrets (${missing.join(', ')}); ${hint}`;
    this.context.events.event(pod, 'Warning', 'FailedToRetrieveImagePullSecret', message);
  }

  #pullSecrets({ metadata, spec }: Pod): { readonly found: readonly Secret[]; readonly missing: readonly string[] } {
    const secrets = this.context.informers.of<Secret>('secrets');
    const found: Secret[] = [];
    const missing: string[] = [];
    for (const { name = '' } of spec.imagePullSecrets ?? []) {
      const secret = secrets.get(`${metadata.namespace}/${name}`);
      if (secret) found.push(secret);
      else if (name !== '') missing.push(name);
    }
    return { found, missing };
  }

  /** One after the other. */
  *#pull(name: string, secrets: readonly Secret[]): Routine<Pulled> {
    const { clock } = this.context;
    while (this.#busy) yield this.#freed.wait;
    if (!this.#takeToken()) return { error: 'pull QPS exceeded', durationMs: 0 };
    this.#busy = true;
    const failures = this.#failures.get(name) ?? 0;
    try {
      const { repository = '' } = parseImageReference(name) ?? {};
      const credentials = credentialsFor(repository, secrets);
      const { durationMs, error } = this.context.registries.pull(name, credentials, failures);
      if (durationMs > 0) yield sleep(clock, durationMs);
      if (error === undefined) this.context.nodeImages.add(name, clock.now());
      else this.#failures.set(name, failures + 1);
      return { error, durationMs };
    } finally {
      this.#busy = false;
      this.#freed.fire();
    }
  }

  #takeToken(): boolean {
    const nowMs = this.context.clock.now();
    this.#tokens = Math.min(BURST, this.#tokens + ((nowMs - this.#refilledMs) * PULLS_PER_SECOND) / 1000);
    this.#refilledMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

function mustPull({ imagePullPolicy }: Container, isPresent: boolean): boolean {
  return imagePullPolicy === 'Always' || (imagePullPolicy === 'IfNotPresent' && !isPresent);
}

function failed(tell: Tell, reason: string, error: string, message: string): ImageOutcome {
  tell('Warning', reason, message);
  return { error, message };
}

/** Registries and runtimes may say more precisely than `ErrImagePull` what is wrong. */
function refusal(image: string, error: string): ImageOutcome {
  const why = `image pull failed for ${image} because the`;
  for (const [reason, what] of [
    ['RegistryUnavailable', 'registry is unavailable'],
    ['SignatureValidationFailed', 'signature validation failed'],
  ] as const) {
    if (error.startsWith(reason)) return { error: reason, message: `${why} ${what}${error.slice(reason.length)}` };
  }
  return { error: 'ErrImagePull', message: error };
}

function truncated(ms: number): string {
  return formatDuration(Math.trunc(ms));
}

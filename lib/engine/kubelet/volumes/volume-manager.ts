/**
 * Makes the volumes of pods ready for their containers, and keeps what the kubelet puts into them up to date.
 *
 * A volume that cannot be mounted is tried again after 0.5, 1, 2, 4 ... 122 s. What ConfigMaps, Secrets and the downward API put into
 * volumes follows with the pod's next sync, a minute to a minute and a half apart.
 *
 * Watches: configmaps, secrets.
 * Upstream: pkg/kubelet/volumemanager/volume_manager.go, reconciler/reconciler.go,
 *   pkg/util/goroutinemap/exponentialbackoff/exponential_backoff.go
 * Differs: one loop for each pod that waits, where upstream has one for the node.
 */
import type { PersistentVolumeClaim, Volume } from '../../apimachinery/api/core-v1';
import { keyOf, type KubeObject } from '../../apimachinery/object-meta';
import { StatusError } from '../../apimachinery/status-error';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Timer } from '../../clock/clock';
import { sleep, type Routine } from '../../clock/routine';
import { ConfigurationError } from '../environment/references';
import type { KubeletContext } from '../kubelet-context';
import { attachedName, claimedVolume, claimNameOf } from './claimed-volume';
import type { DiskPlace } from './disks';
import { HostPaths } from './host-paths';
import { referencesOf, usedVolumes } from './pod-volumes';
import { PodReferences } from './pod-references';
import { filledVolume, type VolumeFile, type VolumeFiles } from './volume-files';

const POLL_MS = 300;
const WAIT_LIMIT_MS = 123_000;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 122_000;
const SYNC_MS = 60_000;
const SYNC_SPREAD_MS = 30_000;

/** `fault`: what further waiting would not mend, as it follows `Unable to attach or mount volumes: `; without, it takes too long. */
export type MountOutcome = 'mounted' | { readonly fault?: string };

/** The name by which it is told of, and where on the node it is, if it is there. */
type Backing = Pick<Volume, 'name' | 'hostPath'>;

/** A try that failed: when the next one may be made, and how long the wait for it was. */
interface Retry {
  readonly atMs: number;
  readonly delayMs: number;
}

/** The volumes of one pod. */
interface PodVolumes {
  pod: Pod;
  readonly mounted: Map<string, VolumeFiles>;
  /** Of the few that could not be mounted at once. */
  retries?: Map<string, Retry>;
  /** Of the few that have to be attached first. */
  unattached?: Set<string>;
  /** Under which names attached volumes are known to the cluster, by volume. */
  inUse?: Map<string, string>;
  readonly references: ReadonlySet<string>;
  readonly syncMs: number;
  sinceMs: number;
  refresh?: Timer;
}

const EMPTY: VolumeFiles = new Map();

export class VolumeManager {
  readonly references: PodReferences;
  readonly #pods = new Map<string, PodVolumes>();
  readonly #hostPaths: HostPaths;
  /** Told when `volumesInUse` is another. */
  onUse: () => void = () => undefined;
  /** UIDs of the pods whose volumes show a ConfigMap or Secret. */
  readonly #users = new Map<string, Set<string>>();

  constructor(private readonly context: KubeletContext) {
    this.references = new PodReferences(context);
    this.#hostPaths = new HostPaths(() => context.node()?.metadata.annotations);
    for (const table of ['configmaps', 'secrets'] as const) {
      const changed = (object: KubeObject): void => this.#objectChanged(`${table}/${keyOf(object)}`);
      context.informers.of(table).addHandlers({
        added: changed,
        updated: (_before, after) => changed(after),
        deleted: changed,
      });
    }
  }

  /** Attached volumes that must not be taken away, by their names in the cluster. */
  volumesInUse(): readonly string[] {
    const names = [...this.#pods.values()].flatMap(({ inUse }) => [...(inUse?.values() ?? [])]);
    return [...new Set(names)].sort();
  }

  /** What is in a volume now; undefined while it is not mounted. */
  filesOf({ metadata }: Pod, name: string): VolumeFiles | undefined {
    const state = this.#pods.get(metadata.uid);
    const files = state?.mounted.get(name);
    if (!state || files !== EMPTY) return files;
    const volume = volumeNamed(state.pod, name);
    return (volume && this.context.disks.filesOf(this.#placeOf(state.pod, volume))) ?? EMPTY;
  }

  /** Whether a volume shows what the kubelet puts there, and nobody else. */
  isFilled({ spec }: Pod, name: string): boolean {
    return spec.volumes?.some((volume) => volume.name === name && isFilled(volume)) ?? false;
  }

  /** A container writes a file into a volume, or takes it away (undefined). False where only the kubelet writes. */
  put({ metadata }: Pod, name: string, path: string, file: VolumeFile | undefined): boolean {
    const state = this.#pods.get(metadata.uid);
    const volume = state && volumeNamed(state.pod, name);
    if (!volume || isFilled(volume)) return false;
    this.context.disks.put(this.#placeOf(state.pod, volume), path, file);
    return true;
  }

  /** Ends when all volumes are mounted, when one of them cannot be, or after the time for it. */
  *waitForAttachAndMount(pod: Pod): Routine<MountOutcome> {
    const volumes = usedVolumes(pod);
    if (volumes.length === 0) return 'mounted';
    const { clock } = this.context;
    const state = this.#stateOf(pod);
    const isMounted = ({ name }: Volume): boolean => state.mounted.has(name);
    if (volumes.every(isMounted)) {
      this.#refresh(state);
      return 'mounted';
    }
    const startMs = clock.now();
    for (;;) {
      yield sleep(clock, this.#untilNextTry(state, volumes, startMs));
      const faults = this.#mountAll(state, volumes);
      if (volumes.every(isMounted)) return 'mounted';
      if (faults.size > 0) return { fault: described(state, volumes, faults) };
      if (clock.now() - startMs >= WAIT_LIMIT_MS) return {};
    }
  }

  /** Ends when the volumes of an ended pod are given back. */
  *waitForUnmount({ metadata }: Pod): Routine {
    const state = this.#pods.get(metadata.uid);
    if (!state) return;
    this.#forget(metadata.uid, state);
    if (state.mounted.size > 0) yield sleep(this.context.clock, POLL_MS);
  }

  /** Looks after nothing any more, as a kubelet that has ended; what is mounted stays. */
  stop(): void {
    for (const state of this.#pods.values()) state.refresh?.cancel();
  }

  #placeOf(pod: Pod, volume: Volume): DiskPlace {
    const { nodeName, client } = this.context;
    const claims = client.resource<PersistentVolumeClaim>('persistentvolumeclaims');
    return { nodeName, pod, volume, bound: (namespace, name) => claims.find(name, namespace)?.spec?.volumeName };
  }

  #stateOf(pod: Pod): PodVolumes {
    const { uid } = pod.metadata;
    const known = this.#pods.get(uid);
    if (known) {
      known.pod = pod;
      return known;
    }
    const { clock, random } = this.context;
    const state: PodVolumes = {
      pod,
      mounted: new Map(),
      references: referencesOf(pod),
      syncMs: SYNC_MS + random.integer(SYNC_SPREAD_MS),
      sinceMs: clock.now(),
    };
    this.#pods.set(uid, state);
    for (const key of state.references) {
      const users = this.#users.get(key);
      if (users) users.add(uid);
      else this.#users.set(key, new Set([uid]));
    }
    return state;
  }

  #forget(uid: string, state: PodVolumes): void {
    state.refresh?.cancel();
    this.context.disks.forget(state.pod);
    this.#pods.delete(uid);
    if (state.inUse) this.onUse();
    for (const key of state.references) {
      const users = this.#users.get(key);
      users?.delete(uid);
      if (users?.size === 0) this.#users.delete(key);
    }
  }

  /** In whole polls from the start on: the first one at once, then when the first back-off is over. */
  #untilNextTry({ mounted, retries }: PodVolumes, volumes: readonly Volume[], startMs: number): number {
    const nowMs = this.context.clock.now();
    const due = volumes.filter(({ name }) => !mounted.has(name)).map(({ name }) => retries?.get(name)?.atMs ?? nowMs);
    const untilMs = Math.min(...due, startMs + WAIT_LIMIT_MS) - startMs;
    const polls = Math.max(Math.ceil(untilMs / POLL_MS), Math.floor((nowMs - startMs) / POLL_MS) + 1);
    return startMs + polls * POLL_MS - nowMs;
  }

  /** Tries what is due; answers by volume what makes further waiting useless. */
  #mountAll(state: PodVolumes, volumes: readonly Volume[]): Map<string, string> {
    const faults = new Map<string, string>();
    for (const volume of volumes) {
      if (state.mounted.has(volume.name)) continue;
      try {
        const backing = this.#attached(state, volume);
        if (backing) this.#mount(state, volume, backing);
      } catch (error) {
        if (!(error instanceof ConfigurationError) && !(error instanceof StatusError)) throw error;
        faults.set(volume.name, error.message);
      }
    }
    return faults;
  }

  /** What is behind a volume; undefined while it is not attached. @throws ConfigurationError while its claim cannot be used */
  #attached(state: PodVolumes, volume: Volume): Backing | undefined {
    if (claimNameOf(state.pod, volume) === undefined) return volume;
    const { client } = this.context;
    const found = claimedVolume(client, state.pod, volume);
    const backing = { name: found?.metadata.name ?? volume.name, hostPath: found?.spec?.hostPath };
    const name = found && attachedName(client, found);
    if (name === undefined) return backing;
    if (!state.inUse?.has(volume.name)) {
      (state.inUse ??= new Map()).set(volume.name, name);
      this.onUse();
    }
    // What the cluster does not know to be in use might be detached again.
    const { volumesAttached = [], volumesInUse = [] } = this.context.node()?.status ?? {};
    const isAttached = volumesInUse.includes(name) && volumesAttached.some((one) => one.name === name);
    if (isAttached) state.unattached?.delete(volume.name);
    else (state.unattached ??= new Set()).add(volume.name);
    return isAttached ? backing : undefined;
  }

  /** Fills a volume, for the first time or anew, unless an earlier failure asks for patience. */
  #mount(state: PodVolumes, volume: Volume, { name, hostPath }: Backing = volume): void {
    const { pod, mounted, retries } = state;
    const { clock, events } = this.context;
    const before = retries?.get(volume.name);
    if (before && before.atMs > clock.now()) return;
    try {
      if (hostPath) this.#hostPaths.check(hostPath.path, hostPath.type ?? '');
      mounted.set(volume.name, filledVolume(volume, pod, this.references) ?? EMPTY);
      retries?.delete(volume.name);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const delayMs = before ? Math.min(2 * before.delayMs, MAX_RETRY_MS) : FIRST_RETRY_MS;
      (state.retries ??= new Map()).set(volume.name, { atMs: clock.now() + delayMs, delayMs });
      const message = `MountVolume.SetUp failed for volume "${name}" : ${error.message}`;
      events.event(pod, 'Warning', 'FailedMount', message);
    }
  }

  #refresh(state: PodVolumes): void {
    for (const volume of usedVolumes(state.pod)) if (isFilled(volume)) this.#mount(state, volume);
  }

  /** Pods see the change with their next sync. */
  #objectChanged(key: string): void {
    const { clock } = this.context;
    for (const uid of this.#users.get(key) ?? []) {
      const state = this.#pods.get(uid);
      if (!state || state.refresh || state.mounted.size === 0) continue;
      const sinceSyncMs = (clock.now() - state.sinceMs) % state.syncMs;
      state.refresh = clock.schedule(state.syncMs - sinceSyncMs, () => {
        state.refresh = undefined;
        this.#refresh(state);
      });
    }
  }
}

function volumeNamed({ spec }: Pod, name: string): Volume | undefined {
  return spec.volumes?.find((volume) => volume.name === name);
}

/** By the kubelet; into others containers write. */
function isFilled({ configMap, secret, downwardAPI, projected }: Volume): boolean {
  return (configMap ?? secret ?? downwardAPI ?? projected) !== undefined;
}

function described(
  { mounted, unattached }: PodVolumes,
  volumes: readonly Volume[],
  faults: ReadonlyMap<string, string>,
): string {
  const unmounted = volumes.map(({ name }) => name).filter((name) => !mounted.has(name));
  const list = (names: readonly string[]): string => `[${[...names].sort().join(' ')}]`;
  const lists = `unmounted volumes=${list(unmounted)}, unattached volumes=${list([...(unattached ?? [])])}`;
  return `${lists}, failed to process volumes=${list([...faults.keys()])}: ${[...faults.values()].join('; ')}`;
}

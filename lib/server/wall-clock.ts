/**
 * Maps the cluster's virtual time onto wall time: in step with it, faster, as fast as the machine goes, or stopped.
 *
 * Work is done in slices, so that requests are answered in between. A machine that cannot keep up lets virtual time fall behind;
 * it never skips an event.
 */
import type { VirtualClock } from '../engine/clock/clock';

/** Virtual seconds for each second on the wall; `max` leaps from event to event. */
export type Speed = number | 'max';

/** How time goes. */
export interface WallClockState {
  /** Virtual time, RFC 3339. */
  readonly now: string;
  /** Virtual time for wall time. */
  readonly speed: Speed;
  /** Whether it stands still. */
  readonly paused: boolean;
  /** Events that wait. */
  readonly pendingEvents: number;
  /** When the next event is due. */
  readonly nextEventAt?: string;
}

/** Events run for at most so long before requests get their turn. */
const SLICE_MS = 10;
const MAX_TIMER_MS = 60_000;
/** Time that could not be made up for after so long is given up: virtual time goes on from where it is. */
const MAX_LAG_MS = 2_000;

/** Keeps virtual time in step with the time on the wall. */
export class WallClock {
  #speed: Speed;
  #paused = false;
  /** Virtual and wall time that belong together, in milliseconds. */
  #anchorVirtualMs: number;
  #anchorWallMs: number;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #running = false;
  #holds = 0;

  /**
   * @param wallMs a clock that only goes forwards, in milliseconds
   * @param onDefect told of what an event throws; by default a warning of the process
   */
  constructor(
    private readonly clock: VirtualClock,
    speed: Speed = 1,
    private readonly wallMs: () => number = () => performance.now(),
    private readonly onDefect: (error: Error) => void = (error) => process.emitWarning(error),
  ) {
    this.#speed = speed;
    this.#anchorVirtualMs = clock.now();
    this.#anchorWallMs = wallMs();
  }

  start(): void {
    this.#running = true;
    this.#anchor();
    this.sync();
  }

  stop(): void {
    this.#running = false;
    this.#cancel();
  }

  get state(): WallClockState {
    const next = this.clock.nextAt();
    return {
      now: new Date(this.clock.now()).toISOString(),
      speed: this.#speed,
      paused: this.#paused,
      pendingEvents: this.clock.pending,
      ...(next === undefined ? {} : { nextEventAt: new Date(next).toISOString() }),
    };
  }

  /** Runs what is due by now, for one slice at most, and plans the rest. Called before and after each request. */
  sync(): void {
    if (!this.#running || this.#paused || this.#holds > 0) return;
    const endMs = this.wallMs() + SLICE_MS;
    const target = this.#targetMs();
    let next = this.clock.nextAt();
    while (next !== undefined && next <= target && this.wallMs() < endMs) {
      this.#step();
      if (this.#holds > 0) return;
      next = this.clock.nextAt();
    }
    if (next === undefined || next > target) this.#arrive(target);
    else this.#fallBehind(target);
    this.#plan();
  }

  /** Keeps virtual time where it is until `release`, which is called as often: something outside is waited for. */
  hold(): void {
    this.#holds++;
    this.#cancel();
  }

  release(): void {
    this.#holds--;
    this.sync();
  }

  pause(): void {
    this.sync();
    this.#paused = true;
    this.#cancel();
  }

  resume(): void {
    this.#paused = false;
    this.#anchor();
    this.sync();
  }

  setSpeed(speed: Speed): void {
    this.sync();
    this.#speed = speed;
    this.#anchor();
    this.sync();
  }

  /** Moves virtual time on by a duration, running all that is due, paused or not. */
  advance(durationMs: number): void {
    this.clock.advanceTo(this.clock.now() + durationMs);
    this.#anchor();
    this.#plan();
  }

  /** Runs the next event, paused or not. False when none waits. */
  stepEvent(): boolean {
    const ran = this.clock.step();
    this.#anchor();
    this.#plan();
    return ran;
  }

  /** A component that fails stops neither the others nor the server. */
  #step(): void {
    try {
      this.clock.step();
    } catch (error) {
      this.onDefect(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Where virtual time should be, in whole milliseconds; at full speed, as far as there are events. */
  #targetMs(): number {
    if (this.#speed === 'max') return Infinity;
    return this.#anchorVirtualMs + Math.floor((this.wallMs() - this.#anchorWallMs) * this.#speed);
  }

  #arrive(targetMs: number): void {
    if (targetMs !== Infinity) {
      this.clock.advanceTo(targetMs);
      return;
    }
    // Nothing waits: time goes on as on the wall.
    const passedMs = Math.floor(this.wallMs() - this.#anchorWallMs);
    this.clock.advanceTo(this.#anchorVirtualMs + passedMs);
    this.#anchorVirtualMs += passedMs;
    this.#anchorWallMs += passedMs;
  }

  #fallBehind(targetMs: number): void {
    if (this.#speed !== 'max' && targetMs - this.clock.now() > MAX_LAG_MS * this.#speed) this.#anchor();
  }

  #anchor(): void {
    this.#anchorVirtualMs = this.clock.now();
    this.#anchorWallMs = this.wallMs();
  }

  #plan(): void {
    this.#cancel();
    const next = this.clock.nextAt();
    if (!this.#running || this.#paused || this.#holds > 0 || next === undefined) return;
    const waitMs = this.#speed === 'max' ? 0 : (next - this.#targetMs()) / this.#speed;
    if (waitMs <= 0) this.#immediate = setImmediate(() => this.sync());
    else this.#timer = setTimeout(() => this.sync(), Math.min(waitMs, MAX_TIMER_MS));
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }
}

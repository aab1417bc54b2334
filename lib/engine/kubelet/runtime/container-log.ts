/** What the containers of a node have written, by the container's ID. */
export interface LogLine {
  readonly timeMs: number;
  readonly stream: 'stdout' | 'stderr';
  /** Without the line break. */
  readonly text: string;
}

/** What a message of termination may take of the log. */
const MESSAGE_LINES = 80;
const MESSAGE_LENGTH = 2048;

/** Told of what a container writes. */
export interface LogFollower {
  line(line: LogLine): void;
  /** Once, when the container has ended, and nothing after it. */
  end(): void;
}

export class ContainerLogs {
  readonly #lines = new Map<string, LogLine[]>();
  readonly #followers = new Map<string, Set<LogFollower>>();

  append(containerID: string, line: LogLine): void {
    const lines = this.#lines.get(containerID);
    if (lines) lines.push(line);
    else this.#lines.set(containerID, [line]);
    for (const follower of this.#followers.get(containerID) ?? []) follower.line(line);
  }

  /** From now on, until the container ends. */
  follow(containerID: string, follower: LogFollower): { stop(): void } {
    const followers = this.#followers.get(containerID) ?? new Set();
    this.#followers.set(containerID, followers.add(follower));
    return { stop: () => followers.delete(follower) };
  }

  /** The container has ended: it writes nothing more. */
  end(containerID: string): void {
    const followers = this.#followers.get(containerID) ?? [];
    this.#followers.delete(containerID);
    for (const follower of followers) follower.end();
  }

  of(containerID: string): readonly LogLine[] {
    return this.#lines.get(containerID) ?? [];
  }

  /** The end of it, for a message of termination. */
  tail(containerID: string): string {
    const lines = this.of(containerID).slice(-MESSAGE_LINES);
    return lines
      .map(({ text }) => `${text}\n`)
      .join('')
      .slice(-MESSAGE_LENGTH);
  }

  remove(containerID: string): void {
    this.end(containerID);
    this.#lines.delete(containerID);
  }
}

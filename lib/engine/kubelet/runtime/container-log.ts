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

export class ContainerLogs {
  readonly #lines = new Map<string, LogLine[]>();

  append(containerID: string, line: LogLine): void {
    const lines = this.#lines.get(containerID);
    if (lines) lines.push(line);
    else this.#lines.set(containerID, [line]);
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
    this.#lines.delete(containerID);
  }
}

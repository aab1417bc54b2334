/** What the containers of a node have written, by the container's ID. */
export interface LogLine {
  readonly timeMs: number;
  readonly stream: 'stdout' | 'stderr';
  /** Without the line break. */
  readonly text: string;
}

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

  remove(containerID: string): void {
    this.#lines.delete(containerID);
  }
}

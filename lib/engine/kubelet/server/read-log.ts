/**
 * What `kubectl logs` selects of what a container has written.
 *
 * Upstream: pkg/kubelet/kuberuntime/logs/logs.go (ReadLogs)
 */
import { byteLength } from '../../apimachinery/go-text';
import { parseTime } from '../../apimachinery/time';
import type { ContainerLogOptions } from '../../apiserver/node-connection';
import type { LogLine } from '../runtime/container-log';

/** Writes lines as the options want them, up to the limit of bytes. */
export class LogWriter {
  readonly #sinceMs: number;
  #leftBytes: number;

  constructor(
    private readonly options: ContainerLogOptions,
    nowMs: number,
  ) {
    const { sinceSeconds, sinceTime, limitBytes } = options;
    const relativeMs = sinceSeconds === undefined ? -Infinity : nowMs - 1000 * sinceSeconds;
    this.#sinceMs = sinceTime ? Math.max(parseTime(sinceTime), relativeMs) : relativeMs;
    this.#leftBytes = limitBytes ?? Infinity;
  }

  /** Whether nothing more will come. */
  get full(): boolean {
    return this.#leftBytes <= 0;
  }

  write({ timeMs, text }: LogLine): string {
    if (timeMs < this.#sinceMs || this.full) return '';
    const line = `${this.options.timestamps ? `${timestamp(timeMs)} ` : ''}${text}\n`;
    const size = byteLength(line);
    const written = size <= this.#leftBytes ? line : cut(line, this.#leftBytes);
    this.#leftBytes -= size;
    return written;
  }
}

/** The lines at the end, if only so many are asked for. */
export function tailOf(lines: readonly LogLine[], { tailLines }: ContainerLogOptions): readonly LogLine[] {
  return tailLines === undefined ? lines : lines.slice(Math.max(lines.length - tailLines, 0));
}

/** Nanoseconds, as the container runtime writes them. */
function timestamp(ms: number): string {
  const whole = Math.floor(ms);
  const micros = Math.round((ms - whole) * 1e6);
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(6, '0')}Z`;
}

function cut(text: string, bytes: number): string {
  return new TextDecoder().decode(new TextEncoder().encode(text).slice(0, bytes));
}

/**
 * What a container takes of memory: one amount from its start on, `64Mi`, or a timeline, `0:32Mi 60:200Mi`.
 */
import { Quantity } from '../../apimachinery/quantity';

interface Step {
  readonly fromMs: number;
  readonly bytes: number;
}

const STEP = /^(?:(\d+(?:\.\d+)?):)?(.+)$/;

function stepsOf(text: string): readonly Step[] {
  if (text === '') return [];
  const steps = text.split(/\s+/).map((entry) => {
    const [, seconds = '0', amount = ''] = STEP.exec(entry) ?? [];
    return { fromMs: 1000 * Number(seconds), bytes: Quantity.tryParse(amount)?.value() ?? 0 };
  });
  return steps.sort((a, b) => a.fromMs - b.fromMs);
}

/** @param elapsedMs since the container's start */
export function memoryAt(text: string, elapsedMs: number): number {
  return stepsOf(text).findLast(({ fromMs }) => fromMs <= elapsedMs)?.bytes ?? 0;
}

/** Seconds after which it takes more than the limit; undefined where it never does. */
export function secondsUntilOver(text: string, limit: string): number | undefined {
  const limitBytes = Quantity.parse(limit).value();
  const over = stepsOf(text).find(({ bytes }) => bytes > limitBytes);
  return over && over.fromMs / 1000;
}

/** Milliseconds after the start at which it takes another amount. */
export function memoryChangesMs(text: string): readonly number[] {
  return stepsOf(text)
    .map(({ fromMs }) => fromMs)
    .filter((ms) => ms > 0);
}

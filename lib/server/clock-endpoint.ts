/**
 * `/boutique/v1/clock`: the cluster's time, for people and scripts. GET tells it; POST to `pause`, `resume`, `step` and `speed` holds it,
 * lets it go, moves it on and sets its pace. Answers the state after it.
 */
import type { JsonObject, JsonValue } from '../engine/apimachinery/object-meta';
import { badRequest, methodNotAllowed, unknownResource } from '../engine/apimachinery/status-error';
import { ParseError } from '../engine/apimachinery/parse-error';
import { parseDuration } from '../engine/apimachinery/time';
import type { HttpResponse } from '../engine/apiserver/http/http-message';
import { jsonBody } from './http/json-body';
import type { ServedRequest } from './http/served-request';
import type { Speed, WallClock } from './wall-clock';

export const CLOCK_PATH = '/boutique/v1/clock';

/** More at once is a mistake, not a wish: a century. */
const MAX_STEP_MS = 100 * 365 * 24 * 3600 * 1000;

export class ClockEndpoint {
  constructor(private readonly wallClock: WallClock) {}

  /** @throws StatusError */
  answer(request: ServedRequest): HttpResponse {
    const [path = ''] = request.url.split('?');
    const verb = path.slice(CLOCK_PATH.length + 1);
    if (verb === '') {
      if (request.method !== 'GET') throw methodNotAllowed();
    } else {
      if (request.method !== 'POST') throw methodNotAllowed();
      this.#act(verb, jsonBody(request));
    }
    const body = `${JSON.stringify(this.wallClock.state)}\n`;
    return { status: 200, headers: { 'content-type': 'application/json' }, body, warnings: [] };
  }

  #act(verb: string, body: JsonObject): void {
    switch (verb) {
      case 'pause':
        return this.wallClock.pause();
      case 'resume':
        return this.wallClock.resume();
      case 'step':
        return this.#step(body);
      case 'speed':
        return this.wallClock.setSpeed(speedOf(body.speed));
      default:
        throw unknownResource();
    }
  }

  /** `{"duration": "10m"}`, or nothing for one event. */
  #step({ duration }: JsonObject): void {
    if (duration === undefined) {
      this.wallClock.stepEvent();
      return;
    }
    const durationMs = typeof duration === 'string' ? durationOf(duration) : undefined;
    if (durationMs === undefined || durationMs < 0 || durationMs > MAX_STEP_MS)
      throw badRequest(`duration is a text such as "10m" of at most a century, got ${JSON.stringify(duration)}`);
    this.wallClock.advance(durationMs);
  }
}

function durationOf(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** Text or number. Undefined for anything else. */
export function parseSpeed(text: string | number): Speed | undefined {
  if (text === 'max') return text;
  const speed = Number(text);
  return text !== '' && Number.isFinite(speed) && speed > 0 && speed <= 1_000_000 ? speed : undefined;
}

function speedOf(value: JsonValue | undefined): Speed {
  const speed = typeof value === 'string' || typeof value === 'number' ? parseSpeed(value) : undefined;
  if (speed === undefined) throw badRequest('speed is "max" or a number above 0, e.g. {"speed": 10}');
  return speed;
}

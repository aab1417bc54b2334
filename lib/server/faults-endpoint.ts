/**
 * `/boutique/v1/faults`: breaks the cluster on purpose, for people and scripts. GET tells what is broken and what could be; POST begins a
 * fault, `{"fault": "node-down", "with": {"node": "node-2"}}`; DELETE of one, or of all, heals.
 */
import type { JsonObject, JsonValue } from '../engine/apimachinery/object-meta';
import { badRequest, methodNotAllowed, unknownResource } from '../engine/apimachinery/status-error';
import { formatTime } from '../engine/apimachinery/time';
import type { HttpResponse } from '../engine/apiserver/http/http-message';
import { FaultError, type Fault } from '../engine/faults/fault';
import { beginFault, FAULTS, type FaultArguments } from '../engine/faults/fault-catalogue';
import type { Faults } from '../engine/faults/faults';
import { jsonBody } from './http/json-body';
import type { ServedRequest } from './http/served-request';

export const FAULTS_PATH = '/boutique/v1/faults';

export class FaultsEndpoint {
  constructor(private readonly faults: Faults) {}

  /** @throws StatusError */
  answer(request: ServedRequest): HttpResponse {
    const [path = ''] = request.url.split('?');
    const id = path.slice(FAULTS_PATH.length + 1);
    switch (request.method) {
      case 'GET':
        if (id !== '') return json(200, shown(this.#find(id)));
        return json(200, {
          active: this.faults.active().map(shown),
          faults: FAULTS.map(({ begin: _, ...known }) => known),
        });
      case 'POST':
        if (id !== '') throw methodNotAllowed();
        return this.#begin(jsonBody(request));
      case 'DELETE':
        return this.#heal(id === '' ? this.faults.active() : [this.#find(id)]);
      default:
        throw methodNotAllowed();
    }
  }

  #begin({ fault, with: given = {} }: JsonObject): HttpResponse {
    if (typeof fault !== 'string') throw badRequest('"fault" is the name of a fault; GET tells which there are');
    try {
      const begun = beginFault(this.faults, fault, argumentsOf(given));
      return json(201, begun ? shown(begun) : { name: fault, healed: true });
    } catch (error) {
      if (error instanceof FaultError) throw badRequest(error.message);
      throw error;
    }
  }

  #heal(faults: readonly Fault[]): HttpResponse {
    for (const fault of faults) fault.heal();
    return json(200, { healed: faults.map(shown) });
  }

  #find(id: string): Fault {
    const fault = this.faults.find(id);
    if (!fault) throw unknownResource();
    return fault;
  }
}

function shown({ id, name, sinceMs, healed }: Fault): JsonObject {
  return { id, name, since: formatTime(sinceMs), healed };
}

function argumentsOf(given: JsonValue): FaultArguments {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw badRequest('"with" is an object: the values that the fault takes');
  }
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (typeof value === 'string' || typeof value === 'number') return [name, value];
      throw badRequest(`"with.${name}" is a text or a number, got ${JSON.stringify(value)}`);
    }),
  );
}

function json(status: number, value: unknown): HttpResponse {
  const body = `${JSON.stringify(value)}\n`;
  return { status, headers: { 'content-type': 'application/json' }, body, warnings: [] };
}

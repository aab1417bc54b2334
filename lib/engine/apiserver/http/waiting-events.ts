/** Events of a watch, one after another, though one of them may have to wait for a conversion webhook. */
import { StatusError } from '../../apimachinery/status-error';
import { Suspension } from '../../clock/suspension';
import type { ApiServerCore } from '../core';
import type { StorageWatchEvent } from '../verbs/watch';

type Send = (event: StorageWatchEvent) => void;

/** @param send may be suspended; an event that cannot be converted is told as an error instead */
export function inOrder(core: ApiServerCore, send: Send): Send {
  const waiting: StorageWatchEvent[] = [];
  const sendOne = (event: StorageWatchEvent): void => {
    try {
      core.read(() => send(event));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      send({ type: 'ERROR', status: error.status });
    }
  };
  const sendAll = (): void => {
    for (let [event] = waiting; event; [event] = waiting) {
      try {
        sendOne(event);
      } catch (error) {
        if (!(error instanceof Suspension)) throw error;
        error.whenAnswered(sendAll);
        return;
      }
      waiting.shift();
    }
  };
  return (event) => {
    waiting.push(event);
    if (waiting.length === 1) sendAll();
  };
}

/** Streams whose every word from the client is heard in step with virtual time: before and after it runs what is due. */
import type { HttpResponse } from '../../engine/apiserver/http/http-message';
import type { CommandSession, PodPort, PodStreams } from '../../engine/apiserver/node-connection';

/** Runs an action between two looks at the clock. */
export type InTime = <T>(action: () => T) => T;

/** The answer, with what a client may do later wrapped likewise. */
export function answeredInTime(answer: HttpResponse, inTime: InTime): HttpResponse {
  const { follow, streams } = answer;
  return {
    ...answer,
    ...(follow ? { follow: (sink) => inTime(() => follow(sink)) } : {}),
    ...(streams ? { streams: streamsInTime(streams, inTime) } : {}),
  };
}

function streamsInTime(streams: PodStreams, inTime: InTime): PodStreams {
  if (streams.kind === 'command') {
    const { start } = streams;
    return {
      ...streams,
      start: (output) =>
        sessionInTime(
          inTime(() => start(output)),
          inTime,
        ),
    };
  }
  const { dial } = streams;
  return {
    ...streams,
    dial: (port) => {
      const listener = inTime(() => dial(port));
      return listener && portInTime(listener, inTime);
    },
  };
}

function sessionInTime(session: CommandSession, inTime: InTime): CommandSession {
  return {
    stdin: (bytes) => inTime(() => session.stdin(bytes)),
    endStdin: () => inTime(() => session.endStdin()),
    resize: (size) => inTime(() => session.resize(size)),
    close: () => inTime(() => session.close()),
  };
}

function portInTime(listener: PodPort, inTime: InTime): PodPort {
  return { http: (request, respond) => inTime(() => listener.http(request, respond)) };
}

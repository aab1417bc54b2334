/** `wget` and `curl`, as far as one looks with them at whether something answers. */
import type { HttpResponse } from '../../apiserver/http/http-message';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { CommandPlace, CommandResult } from './commands';
import { done, failed, placeOf, type Tool } from './tool';

/** How what runs in containers reaches others. */
export interface ContainerNetwork {
  /** One GET over HTTP: what came, or why nothing did; undefined where nothing is known of whoever is asked. */
  get(
    pod: Pod,
    url: string,
  ):
    | { readonly response: HttpResponse; readonly failure?: undefined }
    | { readonly failure: string; readonly address: string }
    | undefined;
}

interface Asked {
  readonly url: string;
  readonly timeoutSeconds: number | undefined;
  /** Undefined: standard output. */
  readonly file: string | undefined;
  readonly flags: ReadonlySet<string>;
  readonly format: string;
}

const BAD_ADDRESS = 'bad address';
const TIMED_OUT = 'timed out';
const NO_ROUTE = 'No route to host';
/** How long nobody answers at an address that is no one's. */
const NO_ROUTE_MS = 3_000;
const DEFAULT_TIMEOUT_SECONDS = 60;
/** What curl's exit codes say. */
const CURL_CODES: Readonly<Record<string, number>> = { [BAD_ADDRESS]: 6, [TIMED_OUT]: 28 };
const CURL_NOT_CONNECTED = 7;
const CURL_HTTP_ERROR = 22;
const FIRST_ERROR_STATUS = 400;
const STATUS_TEXTS: Readonly<Record<number, string>> = {
  404: 'Not Found',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export function networkTools(network: ContainerNetwork): Readonly<Record<string, Tool>> {
  return {
    wget: { run: (words, place) => wget(network, words, place) },
    curl: { run: (words, place) => curl(network, words, place) },
  };
}

/** @param valued letters that are followed by a value */
function askedOf(words: readonly string[], valued: string): Asked {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const rest: string[] = [];
  const waiting = [...words];
  for (let word = waiting.shift(); word !== undefined; word = waiting.shift()) {
    if (word.startsWith('--')) flags.add(word.slice(2));
    else if (!word.startsWith('-')) rest.push(word);
    else {
      const at = [...word].findIndex((letter, index) => index > 0 && valued.includes(letter));
      for (const letter of word.slice(1, at < 0 ? undefined : at)) flags.add(letter);
      if (at > 0) values.set(word[at]!, word.slice(at + 1) || (waiting.shift() ?? ''));
    }
  }
  const seconds = values.get('T') ?? values.get('m');
  return {
    url: rest[0] ?? '',
    timeoutSeconds: seconds === undefined ? undefined : Number(seconds),
    file: values.get('O') ?? values.get('o'),
    flags,
    format: values.get('w') ?? '',
  };
}

/** How long it takes until a failure is noticed. */
function patienceMs(failure: string, { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS }: Asked): number {
  if (failure === TIMED_OUT) return 1000 * timeoutSeconds;
  return failure === NO_ROUTE ? Math.min(NO_ROUTE_MS, 1000 * timeoutSeconds) : 0;
}

/** As busybox has it. */
function wget(network: ContainerNetwork, words: readonly string[], place: CommandPlace): CommandResult {
  const asked = askedOf(words, 'OT');
  const answer = network.get(place.pod, asked.url);
  if (!answer) return { ...done(), guessed: true };
  if (answer.failure !== undefined) {
    const { failure, address } = answer;
    const durationMs = patienceMs(failure, asked);
    const isLate = failure === TIMED_OUT || (failure === NO_ROUTE && durationMs < NO_ROUTE_MS);
    const unreached = isLate ? 'download timed out' : `can't connect to remote host (${address}): ${failure}`;
    const why = failure === BAD_ADDRESS ? `bad address '${address}'` : unreached;
    return { ...failed(`wget: ${why}\n`), durationMs };
  }
  const { status, body } = answer.response;
  if (status >= FIRST_ERROR_STATUS) {
    return failed(`wget: server returned error: HTTP/1.1 ${status} ${STATUS_TEXTS[status] ?? ''}`.trimEnd() + '\n');
  }
  if (asked.flags.has('spider')) return done();
  if (asked.file === '-') return done(body);
  const name = asked.file ?? /\/([^/?]+)(?:\?.*)?$/.exec(asked.url.replace('http://', ''))?.[1] ?? 'index.html';
  const failure = name === '/dev/null' ? undefined : place.environment.files.write(placeOf(name, place), body);
  return failure ? failed(`wget: can't open '${name}': ${failure}\n`) : done();
}

function curl(network: ContainerNetwork, words: readonly string[], place: CommandPlace): CommandResult {
  const asked = askedOf(words, 'owmHX');
  const answer = network.get(place.pod, asked.url);
  const told = (code: number): string =>
    asked.format.replaceAll('%{http_code}', String(code).padStart(3, '0')).replaceAll('\\n', '\n');
  const isSilent = asked.flags.has('s') && !asked.flags.has('S');
  if (!answer) return { ...done(told(200)), guessed: true };
  if (answer.failure !== undefined) {
    const code = CURL_CODES[answer.failure] ?? CURL_NOT_CONNECTED;
    const why =
      code === CURL_NOT_CONNECTED
        ? `Failed to connect to ${answer.address}: ${answer.failure}`
        : code === CURL_CODES[BAD_ADDRESS]
          ? `Could not resolve host: ${answer.address}`
          : 'Connection timed out';
    const stderr = isSilent ? '' : `curl: (${code}) ${why}\n`;
    return { ...failed(stderr, code, told(0)), durationMs: patienceMs(answer.failure, asked) };
  }
  const { status, body } = answer.response;
  if (asked.flags.has('f') && status >= FIRST_ERROR_STATUS) {
    const stderr = isSilent ? '' : `curl: (${CURL_HTTP_ERROR}) The requested URL returned error: ${status}\n`;
    return failed(stderr, CURL_HTTP_ERROR, told(status));
  }
  if (asked.file === undefined) return done(`${body}${told(status)}`);
  const failure =
    asked.file === '/dev/null' ? undefined : place.environment.files.write(placeOf(asked.file, place), body);
  return failure ? failed('curl: (23) Failure writing output to destination\n', 23) : done(told(status));
}

/** Plays a recorded case against a door and answers what came back, one value a step. */
import type { Answered, Door } from './door';
import { valueAt } from './value-at';
import { LearntNames } from './learnt-names';
import type { Printed } from './recorded-kubectl';
import type { Case, Json, KubectlStep, Step, TrackStep, WaitStep, WatchStep, RequestStep } from './suite';

/** What a command of kubectl gave. */
export interface PrintedResult {
  readonly step: KubectlStep;
  readonly printed: Printed;
}

/** What a step gave, before it is made comparable. `set`: a list without order or repetition. */
export type StepResult =
  null | ({ readonly [member: string]: Json | undefined } & { readonly set?: boolean }) | PrintedResult;

export interface Played {
  readonly namespace: string;
  readonly results: readonly StepResult[];
  /** Random parts of names that were there when kubectl printed some. */
  readonly names: LearntNames;
}

const POLL_MS = 100;
const DEFAULT_WAIT_SECONDS = 60;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g;

interface Tracker {
  readonly seen: Json[];
  stop(): void;
}

type Names = Record<string, string>;
type WithItems = { readonly items?: Json[]; readonly code?: number };

export async function play(door: Door, test: Case, namespace: string): Promise<Played> {
  const player = new Player(door, namespace);
  if (!test.bare) await player.makeNamespace(test.namespaceLabels ?? {});
  const results: StepResult[] = [];
  for (const step of test.steps) results.push(await player.run(step));
  player.stop();
  return { namespace, results, names: player.names };
}

class Player {
  readonly names = new LearntNames();
  readonly #saved: Names;
  readonly #trackers = new Map<string, Tracker>();

  constructor(
    private readonly door: Door,
    private readonly namespace: string,
  ) {
    this.#saved = { ns: namespace };
  }

  async makeNamespace(labels: Readonly<Record<string, string>>): Promise<void> {
    const make = (path: string, body: object): Promise<Answered> =>
      this.#request('POST', path, {}, body as unknown as Json);
    const metadata = { name: this.namespace, labels: filled(labels, this.#saved) };
    await make('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
    await make(`/api/v1/namespaces/${this.namespace}/serviceaccounts`, account);
  }

  stop(): void {
    for (const tracker of this.#trackers.values()) tracker.stop();
  }

  async run(raw: Step): Promise<StepResult> {
    const step = filled(raw, this.#saved);
    if ('request' in step) return this.#ask(step);
    if ('wait' in step) return this.#wait(step);
    if ('sleep' in step) {
      await this.door.pass(1000 * step.sleep);
      return null;
    }
    if ('watch' in step) return this.#watch(step, 'during' in raw ? (raw.during ?? []) : []);
    if ('track' in step) return this.#track(step);
    if ('tracked' in step) {
      const tracker = this.#trackers.get(step.tracked)!;
      tracker.stop();
      return { tracked: tracker.seen };
    }
    if ('list' in step) return this.#list(step.list, step.fields);
    if ('events' in step) return this.#events(step.events);
    if ('kubectl' in step) return this.#kubectl(step, 'during' in raw ? raw.during : undefined);
    throw new Error(`This door cannot play ${JSON.stringify(step)}.`);
  }

  #request(method: string, path: string, headers: Readonly<Record<string, string>>, body?: Json): Promise<Answered> {
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    return this.door.request({
      method,
      path,
      headers: {
        accept: 'application/json',
        'user-agent': 'golden/1',
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...given,
      },
      body: text,
    });
  }

  async #get(path: string): Promise<Json> {
    return parsed((await this.#request('GET', path, {})).text);
  }

  async #ask(step: RequestStep): Promise<StepResult> {
    const [, method = '', path = ''] = /^(\S+) (.*)$/.exec(step.request) ?? [];
    const answer = await this.#request(method, path, step.headers ?? {}, step.body);
    const body = parsed(answer.text);
    this.#save(step, body);
    if (step.quiet) return null;
    const kept = step.pick ? picked(body, step.pick) : body;
    return { status: answer.status, ...(step.warnings ? { warnings: [...answer.warnings] } : {}), body: kept };
  }

  #save({ save = {} }: { readonly save?: Readonly<Record<string, string>> }, body: Json): void {
    for (const [name, path] of Object.entries(save)) this.#saved[name] = String(valueAt(body, path));
  }

  async #wait(step: WaitStep): Promise<StepResult> {
    let body: Json = null;
    for (let left = 1000 * (step.seconds ?? DEFAULT_WAIT_SECONDS); left > 0; left -= POLL_MS) {
      body = await this.#get(step.wait);
      if (holds(step, body)) {
        this.#save(step, body);
        return null;
      }
      await this.door.pass(POLL_MS);
    }
    const last = step.at === undefined ? ((body as WithItems).items?.length ?? body) : valueAt(body, step.at);
    return { timedOut: step.wait, last };
  }

  async #watch(step: WatchStep, during: readonly Step[]): Promise<StepResult> {
    const events: Json[] = [];
    const headers = { accept: 'application/json', 'user-agent': 'golden/1', ...lowerCase(step.headers ?? {}) };
    const stop = await this.door.watch({ method: 'GET', path: step.watch, headers }, (line) => {
      events.push(...line.split('\n').filter(Boolean).map(parsed));
    });
    await this.door.pass(300);
    for (const inner of during) {
      await this.run(inner);
      await this.door.pass(50);
    }
    await this.door.pass(1000 * (step.seconds ?? 1));
    stop();
    return { events };
  }

  async #kubectl(step: KubectlStep, during: readonly Step[] | undefined): Promise<StepResult> {
    const { kubectl } = this.door;
    if (!kubectl) throw new Error(`This door cannot play ${JSON.stringify(step)}.`);
    const steps = during?.map((inner) => async () => void (await this.run(inner)));
    await this.#learnNames();
    const printed = await kubectl.run(step, this.namespace, steps);
    await this.#learnNames();
    return step.quiet ? null : { step, printed };
  }

  async #learnNames(): Promise<void> {
    const read = async (path: string): Promise<readonly Json[]> => ((await this.#get(path)) as WithItems).items ?? [];
    const workloads = `/apis/apps/v1/namespaces/${this.namespace}`;
    this.names.learn({
      replicaSets: await read(`${workloads}/replicasets`),
      controllerRevisions: await read(`${workloads}/controllerrevisions`),
      pods: await read(`/api/v1/namespaces/${this.namespace}/pods`),
    });
  }

  /** Follows a collection from what it holds now: each change of the projected values is one entry. */
  async #track({ track, path, project }: TrackStep): Promise<StepResult> {
    const seen: Json[] = [];
    const last = new Map<string, string>();
    const note = (type: string, object: Json): void => {
      const name = valueAt(object, 'metadata.name') ?? null;
      const value = { name, ...(type === 'DELETED' ? { deleted: true } : {}), ...picked(object, project) };
      const shown = JSON.stringify(value).replace(TIME, '<time>');
      if (last.get(String(name)) === shown) return;
      last.set(String(name), shown);
      seen.push(value);
    };
    const now = await this.#get(path);
    const items = [...((now as WithItems).items ?? [])];
    for (const item of items.sort((a, b) => byText(valueAt(a, 'metadata.name'), valueAt(b, 'metadata.name')))) {
      note('ADDED', item);
    }
    const from = `${path}${path.includes('?') ? '&' : '?'}watch=true&resourceVersion=${String(valueAt(now, 'metadata.resourceVersion') ?? '')}`;
    const headers = { accept: 'application/json', 'user-agent': 'golden/1' };
    const stop = await this.door.watch({ method: 'GET', path: from, headers }, (line) => {
      const { type, object } = JSON.parse(line) as { type: string; object: Json };
      if (type !== 'BOOKMARK') note(type, object);
    });
    this.#trackers.set(track, { seen, stop });
    await this.door.pass(200);
    return null;
  }

  async #list(path: string, fields: readonly string[]): Promise<StepResult> {
    const body = (await this.#get(path)) as WithItems;
    return { list: (body.items ?? []).map((item) => picked(item, fields)) };
  }

  /** What happened in the namespace, as a set; conflicts of writers are chance and left out. */
  async #events(selector: true | string): Promise<StepResult> {
    const query = selector === true ? '' : `?fieldSelector=${selector}`;
    const body = (await this.#get(`/api/v1/namespaces/${this.namespace}/events${query}`)) as WithItems;
    const events = (body.items ?? [])
      .filter((event) => !String(valueAt(event, 'message')).includes('the object has been modified'))
      .map((event) => {
        const message = valueAt(event, 'message');
        return {
          kind: valueAt(event, 'involvedObject.kind') ?? null,
          type: valueAt(event, 'type') ?? null,
          reason: valueAt(event, 'reason') ?? null,
          ...(typeof message === 'string'
            ? { message: message.replace(/^\(combined from similar events\): /, '') }
            : {}),
          from: valueAt(event, 'reportingComponent') || valueAt(event, 'source.component') || null,
        };
      });
    return { events, set: true };
  }
}

function holds(step: WaitStep, body: Json): boolean {
  if (step.count !== undefined) return ((body as WithItems).items?.length ?? -1) === step.count;
  if (step.absent) return (body as WithItems).code === 404;
  const value = step.at === undefined ? undefined : valueAt(body, step.at);
  if (step.includes === undefined) return JSON.stringify(value) === JSON.stringify(step.is);
  return JSON.stringify((step.at === undefined ? body : value) ?? null).includes(step.includes);
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function picked(value: Json, paths: readonly string[]): Record<string, Json> {
  return Object.fromEntries(paths.map((path) => [path, valueAt(value, path) as Json]));
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function byText(a: Json | undefined, b: Json | undefined): number {
  return String(a) < String(b) ? -1 : 1;
}

/** `{name}` becomes what was saved under it, `{repeat:x:3}` becomes `xxx`; in keys as well as in values. */
function filled<T>(value: T, saved: Names): T {
  const fill = (text: string): string =>
    text
      .replace(/\{repeat:(.):(\d+)\}/g, (_all, character: string, times: string) => character.repeat(Number(times)))
      .replace(/\{(\w+)\}/g, (all, name: string) => saved[name] ?? all);
  const walk = (inner: unknown): unknown => {
    if (typeof inner === 'string') return fill(inner);
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, member]) => [fill(name), walk(member)]));
  };
  return walk(value) as T;
}

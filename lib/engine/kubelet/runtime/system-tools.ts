/** `sleep`, `date`, `hostname`, `id` and their like: the tools that tell of the container, or let time pass. */
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { containerNamed } from '../container-reference';
import type { CommandPlace, CommandResult } from './commands';
import { done, failed, optionsOf, type Tool } from './tool';

const UNIT_SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const systemTools: Readonly<Record<string, Tool>> = {
  true: { run: () => done() },
  false: { run: () => done('', 1) },
  date: { run: (words, place) => date(words, place) },
  hostname: { run: (_words, { pod }) => done(`${hostNameOf(pod)}\n`) },
  id: { run: id },
  whoami: { run: (_words, place) => done(`${userOf(place) === 0 ? 'root' : String(userOf(place))}\n`) },
};

/** `10`, `0.5`, `2m`, several of them, or `infinity`. */
export function sleep(words: readonly string[]): CommandResult {
  if (words.includes('infinity') || words.includes('inf')) return 'hang';
  const seconds = words.map((word) => {
    const [, amount = '0', unit = ''] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(word) ?? [];
    return Number(amount) * (UNIT_SECONDS[unit] ?? 1);
  });
  return { ...done(), durationMs: 1000 * seconds.reduce((sum, one) => sum + one, 0) };
}

/** What a container's processes are told of where they run. */
export function hostNameOf({ metadata, spec }: Pod): string {
  return spec.hostNetwork ? (spec.nodeName ?? metadata.name) : (spec.hostname ?? metadata.name);
}

/** In UTC; `+%s` and its like for a few letters. */
function date(words: readonly string[], { nowMs }: CommandPlace): CommandResult {
  const now = new Date(nowMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const parts: Readonly<Record<string, string>> = {
    s: String(Math.floor(nowMs / 1000)),
    Y: String(now.getUTCFullYear()),
    m: two(now.getUTCMonth() + 1),
    d: two(now.getUTCDate()),
    H: two(now.getUTCHours()),
    M: two(now.getUTCMinutes()),
    S: two(now.getUTCSeconds()),
    '%': '%',
  };
  const format = words.find((word) => word.startsWith('+'));
  if (format === undefined) {
    const day = `${DAYS[now.getUTCDay()]} ${MONTHS[now.getUTCMonth()]} ${String(now.getUTCDate()).padStart(2)}`;
    return done(`${day} ${parts.H}:${parts.M}:${parts.S} UTC ${parts.Y}\n`);
  }
  const whole = format.slice(1).replaceAll('%F', '%Y-%m-%d').replaceAll('%T', '%H:%M:%S');
  const unknown = [...whole.matchAll(/%(.)/g)].find(([, letter]) => parts[letter ?? ''] === undefined);
  if (unknown) return failed(`date: unrecognized format '${unknown[0]}'\n`);
  return done(`${whole.replace(/%(.)/g, (_, letter: string) => parts[letter] ?? '')}\n`);
}

function userOf({ pod, container }: CommandPlace): number {
  return containerNamed(pod, container)?.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser ?? 0;
}

function id(words: readonly string[], place: CommandPlace): CommandResult {
  const user = userOf(place);
  const group = place.pod.spec.securityContext?.runAsGroup ?? user;
  if (optionsOf(words).letters.includes('u')) return done(`${user}\n`);
  return done(user === 0 ? 'uid=0(root) gid=0(root) groups=0(root)\n' : `uid=${user} gid=${group} groups=${group}\n`);
}

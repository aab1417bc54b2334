/** Finds the random parts of names in what came back: pod-template hashes and the five letters behind generated names. */
import type { Json } from './suite';

export interface RandomNames {
  readonly hashes: ReadonlySet<string>;
  readonly suffixes: ReadonlySet<string>;
}

const LETTERS = '[bcdf-hj-np-tv-xz2456789]';
const HASH_FIELD =
  /(?:^|\.|\[)(?:pod-template-hash|controller-revision-hash|controller\.kubernetes\.io\/hash)\]?$|^status\.(?:current|update)Revision$|^(?:current|update)Revision$/;
const HASH = new RegExp(`(?:^|-)(${LETTERS}{6,10})$`);
const SUFFIX = new RegExp(`^${LETTERS}{5}$`);

/** Where texts hold a hash (first group of `hash`) or a suffix. */
const IN_TEXT: readonly { readonly pattern: RegExp; readonly finds: readonly ('hash' | 'suffix')[] }[] = [
  {
    pattern: new RegExp(`(?:ReplicaSet \\\\*"|replica set (?:\\\\*")?)[a-z0-9.-]+-(${LETTERS}{7,10})\\b`, 'g'),
    finds: ['hash'],
  },
  { pattern: new RegExp(`\\bpods \\\\*"[a-z0-9.-]+-(${LETTERS}{5})\\\\*" is forbidden`, 'g'), finds: ['suffix'] },
  { pattern: new RegExp(`\\b(?:Created|Deleted) pod: [a-z0-9.-]+-(${LETTERS}{5})\\b`, 'g'), finds: ['suffix'] },
  { pattern: new RegExp(`\\b[a-z0-9-]+-(${LETTERS}{7,10})-(${LETTERS}{5})\\b`, 'g'), finds: ['hash', 'suffix'] },
];

/** `explicit`: what the case itself asks for; a part of a name that stands there is no chance. */
export function randomNames(value: Json, explicit: string): RandomNames {
  const found = { hash: new Set<string>(), suffix: new Set<string>() };
  const visit = (inner: Json | undefined): void => {
    if (typeof inner === 'string') inText(inner);
    else if (Array.isArray(inner)) inner.forEach(visit);
    else if (typeof inner === 'object' && inner !== null) inObject(inner);
  };
  const inText = (text: string): void => {
    for (const { pattern, finds } of IN_TEXT) {
      for (const match of text.matchAll(pattern)) {
        if (explicit.includes(match[1]!)) continue;
        finds.forEach((kind, index) => found[kind].add(match[index + 1]!));
      }
    }
  };
  const inObject = (object: { readonly [member: string]: Json }): void => {
    for (const [name, member] of Object.entries(object)) {
      const hash = HASH_FIELD.test(name) && typeof member === 'string' ? HASH.exec(member)?.[1] : undefined;
      if (hash !== undefined) found.hash.add(hash);
    }
    const prefix = object['generateName'] ?? object['metadata.generateName'];
    const name = object['name'] ?? object['metadata.name'];
    if (typeof prefix === 'string' && typeof name === 'string' && name.startsWith(prefix)) {
      const suffix = name.slice(prefix.length);
      if (SUFFIX.test(suffix)) found.suffix.add(suffix);
    }
    Object.values(object).forEach(visit);
  };
  visit(value);
  return { hashes: found.hash, suffixes: found.suffix };
}

/**
 * A set of fields: which parts of an object somebody owns. Immutable; what an operation does not change stays shared, and an operation
 * that changes nothing gives the same set. Sets with the same content are mostly one object, so that thousands of objects of one shape
 * share their sets, and what was worked out of one is known of all.
 *
 * A field's parents are not members for that reason alone: `{spec.replicas}` does not contain `spec`.
 *
 * Upstream: sigs.k8s.io/structured-merge-diff/v4/fieldpath/set.go
 */
import { memoized } from '../memoized';
import { comparePathElements, type Path, type PathElement } from './path-element';

type Members = ReadonlySet<PathElement>;
type Children = ReadonlyMap<PathElement, FieldSet>;

const NO_MEMBERS: Members = new Set();
const NO_CHILDREN: Children = new Map();

/** Sets by the hash of their content; forgotten all at once when there are too many, which costs sharing and nothing else. */
const known = new Map<number, FieldSet[]>();
const MAX_KNOWN = 20_000;
let lastId = 0;

/** A number for each step, so that hashing a set reads no texts. */
const numberOf = memoized((_element) => ++lastId, MAX_KNOWN);

function mixed(hash: number, number: number): number {
  return Math.imul(hash ^ number, 0x01000193);
}

export class FieldSet {
  /** Tells sets apart within this process. */
  readonly #id = ++lastId;
  #unions: WeakMap<FieldSet, FieldSet> | undefined;
  #differences: WeakMap<FieldSet, FieldSet> | undefined;

  static readonly empty = new FieldSet(NO_MEMBERS, NO_CHILDREN);

  /**
   * @param members the steps from here that are fields of the set
   * @param children the steps from here below which there are fields of the set; never an empty one
   */
  private constructor(
    readonly members: Members,
    readonly children: Children,
  ) {}

  static of(...paths: readonly Path[]): FieldSet {
    const builder = new FieldSetBuilder();
    for (const path of paths) builder.insert(path);
    return builder.build();
  }

  static from(members: Members, children: Children): FieldSet {
    if (members.size === 0 && children.size === 0) return FieldSet.empty;
    let hash = 0x811c9dc5;
    for (const element of members) hash = mixed(hash, numberOf(element));
    for (const [element, child] of children) hash = mixed(mixed(hash, numberOf(element)), child.#id);
    const alike = known.get(hash);
    const same = alike?.find((set) => set.#holds(members, children));
    if (same) return same;
    const set = new FieldSet(members, children);
    if (alike) alike.push(set);
    else {
      if (known.size >= MAX_KNOWN) known.clear();
      known.set(hash, [set]);
    }
    return set;
  }

  get isEmpty(): boolean {
    return this === FieldSet.empty;
  }

  #holds(members: Members, children: Children): boolean {
    if (this.members.size !== members.size || this.children.size !== children.size) return false;
    for (const element of members) if (!this.members.has(element)) return false;
    for (const [element, child] of children) if (this.children.get(element) !== child) return false;
    return true;
  }

  has(path: Path): boolean {
    const [element, ...rest] = path;
    if (element === undefined) return false;
    return rest.length === 0 ? this.members.has(element) : (this.children.get(element)?.has(rest) ?? false);
  }

  equals(other: FieldSet): boolean {
    if (this === other) return true;
    if (this.members.size !== other.members.size || this.children.size !== other.children.size) return false;
    for (const element of this.members) if (!other.members.has(element)) return false;
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      if (!theirs || !child.equals(theirs)) return false;
    }
    return true;
  }

  union(other: FieldSet): FieldSet {
    if (other.isEmpty || this === other) return this;
    if (this.isEmpty) return other;
    let union = this.#unions?.get(other);
    if (!union) (this.#unions ??= new WeakMap()).set(other, (union = unite(this, other)));
    return union;
  }

  intersection(other: FieldSet): FieldSet {
    if (this === other) return this;
    const builder = new FieldSetBuilder();
    for (const element of this.members) if (other.members.has(element)) builder.insert([element]);
    for (const [element, mine] of this.children) {
      const theirs = other.children.get(element);
      if (theirs) builder.put(element, mine.intersection(theirs));
    }
    return builder.build();
  }

  /** What is here and not there, field by field: a field stays when only its parent, or only a part of it, is there. */
  difference(other: FieldSet): FieldSet {
    if (this.isEmpty || other.isEmpty) return this;
    let difference = this.#differences?.get(other);
    if (!difference) {
      difference = without(this, other, (element, mine) => {
        const theirs = other.children.get(element);
        return theirs ? mine.difference(theirs) : mine;
      });
      (this.#differences ??= new WeakMap()).set(other, difference);
    }
    return difference;
  }

  /** Like `difference`, but a field that is there takes everything below it along. */
  recursiveDifference(other: FieldSet): FieldSet {
    return without(this, other, (element, mine) => {
      if (other.members.has(element)) return FieldSet.empty;
      const theirs = other.children.get(element);
      return theirs ? mine.recursiveDifference(theirs) : mine;
    });
  }

  /** The fields of the set that have no other field of it below them. */
  leaves(): FieldSet {
    const members = new Set([...this.members].filter((element) => !this.children.has(element)));
    return FieldSet.from(members, new Map([...this.children].map(([element, child]) => [element, child.leaves()])));
  }

  /** All fields in canonical order, each before what is below it. */
  paths(prefix: Path = []): Path[] {
    const below = [...this.children].sort(([a], [b]) => comparePathElements(a, b));
    return [
      ...[...this.members].sort(comparePathElements).map((element) => [...prefix, element]),
      ...below.flatMap(([element, child]) => child.paths([...prefix, element])),
    ];
  }
}

function unite(set: FieldSet, other: FieldSet): FieldSet {
  let members: Set<PathElement> | undefined;
  for (const element of other.members) if (!set.members.has(element)) (members ??= new Set(set.members)).add(element);
  let children: Map<PathElement, FieldSet> | undefined;
  for (const [element, theirs] of other.children) {
    const mine = set.children.get(element);
    const both = mine ? mine.union(theirs) : theirs;
    if (both !== mine) (children ??= new Map(set.children)).set(element, both);
  }
  return members || children ? FieldSet.from(members ?? set.members, children ?? set.children) : set;
}

function without(set: FieldSet, other: FieldSet, below: (element: PathElement, child: FieldSet) => FieldSet): FieldSet {
  if (set.isEmpty || other.isEmpty) return set;
  let members: Set<PathElement> | undefined;
  for (const element of other.members) if (set.members.has(element)) (members ??= new Set(set.members)).delete(element);
  let children: Map<PathElement, FieldSet> | undefined;
  for (const [element, child] of set.children) {
    const rest = below(element, child);
    if (rest === child) continue;
    children ??= new Map(set.children);
    if (rest.isEmpty) children.delete(element);
    else children.set(element, rest);
  }
  return members || children ? FieldSet.from(members ?? set.members, children ?? set.children) : set;
}

/** Collects fields into a set. */
export class FieldSetBuilder {
  #members: Set<PathElement> | undefined;
  #children: Map<PathElement, FieldSetBuilder> | undefined;
  #put: Map<PathElement, FieldSet> | undefined;

  /** Adds a field; the object itself is no field, so [] adds nothing. */
  insert(path: Path, from = 0): void {
    const element = path[from];
    if (element === undefined) return;
    if (from === path.length - 1) (this.#members ??= new Set()).add(element);
    else this.#below(element).insert(path, from + 1);
  }

  /** Adds a field and everything of a set below it; to be used once for a path, and not together with others below it. */
  insertAll(path: Path, set: FieldSet, from = 0): void {
    const element = path[from];
    if (element === undefined) return;
    if (from < path.length - 1) return this.#below(element).insertAll(path, set, from + 1);
    (this.#members ??= new Set()).add(element);
    this.put(element, set);
  }

  /** Adds everything of a set below a step; to be used once for a step, and not together with `insert` below it. */
  put(element: PathElement, set: FieldSet): void {
    if (!set.isEmpty) (this.#put ??= new Map()).set(element, set);
  }

  build(): FieldSet {
    let children: Map<PathElement, FieldSet> | undefined = this.#put;
    for (const [element, child] of this.#children ?? []) (children ??= new Map()).set(element, child.build());
    return FieldSet.from(this.#members ?? NO_MEMBERS, children ?? NO_CHILDREN);
  }

  #below(element: PathElement): FieldSetBuilder {
    this.#children ??= new Map();
    let child = this.#children.get(element);
    if (!child) this.#children.set(element, (child = new FieldSetBuilder()));
    return child;
  }
}

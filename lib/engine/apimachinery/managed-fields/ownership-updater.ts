/**
 * Moves fields between managers: what an update takes, and what an apply sets, leaves and removes.
 *
 * Upstream: sigs.k8s.io/structured-merge-diff/v4/merge/update.go
 */
import type { JsonObject } from '../object-meta';
import type { ObjectSchema } from '../schema/schema';
import { type Comparison, compareTyped } from './comparison';
import { Conflicts } from './conflicts';
import { FieldSet } from './field-set';
import { type ManagedFields, type ManagedSet, type Manager, managerKey } from './managed-fields';
import { ownedFieldsOf } from './owned-fields';
import { mergeTyped } from './typed-merge';
import { reconcileWithSchema, removeFields, withNamedFields } from './typed-removal';

/** An object in one of its versions. */
export interface TypedObject {
  readonly value: JsonObject;
  readonly apiVersion: string;
  readonly schema: ObjectSchema;
}

/** Gives an object in another version; undefined when there is no such version (any more). */
export type ConvertTyped = (object: TypedObject, apiVersion: string) => TypedObject | undefined;

/** Fields that writers never own, by version: those that the written part of the object does not have a say in. */
export type IgnoredFields = (apiVersion: string) => FieldSet;

interface Moved {
  readonly managed: Map<string, ManagedSet>;
  readonly comparison: Comparison;
}

export interface Updated {
  readonly managed: Map<string, ManagedSet>;
  readonly taken: FieldSet;
}

interface Writer {
  readonly key: string;
  /** Takes from others without asking. */
  readonly force: boolean;
  /** What it owns was settled before, and is no concern of the comparison. */
  readonly applies?: boolean;
}

export interface Applied {
  /** Undefined when the object stays as it is. */
  readonly object: TypedObject | undefined;
  readonly managed: Map<string, ManagedSet>;
}

export class OwnershipUpdater {
  constructor(
    private readonly convert: ConvertTyped,
    private readonly ignored: IgnoredFields,
  ) {}

  /** Takes what the write changed from its owners. Answers who owns what then, and which fields the writer is to own as well. */
  update(live: TypedObject, object: TypedObject, managed: ManagedFields, writer: Manager): Updated {
    const key = managerKey(writer);
    const { managed: rest, comparison } = this.#move(live, object, this.#reconciled(live, managed), {
      key,
      force: true,
    });
    return { managed: rest, taken: comparison.changed.difference(comparison.removed) };
  }

  /** @throws Conflicts unless forced */
  apply(live: TypedObject, config: TypedObject, managed: ManagedFields, applier: Manager, force: boolean): Applied {
    const current = this.#reconciled(live, managed);
    const key = managerKey(applier);
    const last = current.get(key);
    const set = ownedFieldsOf(config.value, config.schema).recursiveDifference(this.ignored(config.apiVersion));
    current.set(key, { ...applier, time: last?.time, set });
    const merged = { ...live, value: mergeTyped(live.value, config.value, live.schema) };
    const object = last ? this.#prune(merged, current, last, config.apiVersion) : merged;
    const moved = this.#move(live, object, current, { key, force, applies: true });
    return { object: moved.comparison.isSame ? undefined : object, managed: moved.managed };
  }

  /** Follows changes of schemas, and forgets owners in versions that are gone. */
  #reconciled(live: TypedObject, managed: ManagedFields): Map<string, ManagedSet> {
    const result = new Map<string, ManagedSet>();
    for (const [key, owner] of managed) {
      const schema = this.#schemaOf(live, owner.apiVersion);
      if (!schema) continue;
      const set = reconcileWithSchema(owner.set, schema);
      result.set(key, set === owner.set ? owner : { ...owner, set });
    }
    return result;
  }

  #schemaOf(live: TypedObject, apiVersion: string): ObjectSchema | undefined {
    return apiVersion === live.apiVersion ? live.schema : this.convert(live, apiVersion)?.schema;
  }

  #move(before: TypedObject, after: TypedObject, managed: ReadonlyMap<string, ManagedSet>, writer: Writer): Moved {
    const comparison = this.#compare(before, after);
    const comparisons = new Map([[before.apiVersion, comparison]]);
    const inTheWay: ManagedSet[] = [];
    const result = new Map<string, ManagedSet>();
    for (const [key, owner] of managed) {
      if (writer.applies && key === writer.key) {
        if (!owner.set.isEmpty) result.set(key, owner);
        continue;
      }
      const seen = comparisons.get(owner.apiVersion) ?? this.#compareIn(owner.apiVersion, before, after);
      if (!seen) continue;
      comparisons.set(owner.apiVersion, seen);
      const lost = key === writer.key ? FieldSet.empty : owner.set.intersection(seen.changed);
      if (!lost.isEmpty) inTheWay.push({ ...owner, set: lost });
      const set = owner.set.difference(lost).difference(seen.removed);
      if (!set.isEmpty) result.set(key, set === owner.set ? owner : { ...owner, set });
    }
    if (!writer.force && inTheWay.length > 0) throw new Conflicts(inTheWay);
    return { managed: result, comparison };
  }

  #compare(before: TypedObject, after: TypedObject): Comparison {
    return compareTyped(before.value, after.value, before.schema).without(this.ignored(before.apiVersion));
  }

  #compareIn(apiVersion: string, before: TypedObject, after: TypedObject): Comparison | undefined {
    const old = this.convert(before, apiVersion);
    const current = this.convert(after, apiVersion);
    return old && current && this.#compare(old, current);
  }

  /** Removes what the applier set last time, does not set now, and nobody else owns. */
  #prune(merged: TypedObject, managed: ManagedFields, last: ManagedSet, apiVersion: string): TypedObject {
    if (last.set.isEmpty) return merged;
    const whole = this.convert(merged, last.apiVersion);
    if (!whole) return merged;
    const without = {
      ...whole,
      value: removeFields(whole.value, withNamedFields(last.set, whole.schema), whole.schema),
    };
    const owned = this.#addBackOwned(whole, without, managed);
    const pruned = this.#addBackDangling(whole, owned, last);
    return this.convert(pruned, apiVersion) ?? merged;
  }

  #addBackOwned(merged: TypedObject, pruned: TypedObject, managed: ManagedFields): TypedObject {
    const byVersion = new Map<string, FieldSet>([[pruned.apiVersion, FieldSet.empty]]);
    for (const { apiVersion, set } of managed.values())
      byVersion.set(apiVersion, (byVersion.get(apiVersion) ?? FieldSet.empty).union(set));
    let result = pruned;
    // The pruned version comes first: converting may need fields that were pruned and are owned there.
    for (const [apiVersion, owned] of byVersion) {
      if (owned.isEmpty) continue;
      const whole = this.convert(merged, apiVersion);
      const rest = this.convert(result, apiVersion);
      if (!whole || !rest) continue;
      const kept = namedFieldsOf(rest).union(withNamedFields(owned, whole.schema));
      const value = removeFields(whole.value, namedFieldsOf(whole).difference(kept), whole.schema);
      result = { ...whole, value };
    }
    return result;
  }

  /** Only what the applier itself owned goes: fields that nobody owns, or only updates, stay. */
  #addBackDangling(merged: TypedObject, pruned: TypedObject, last: ManagedSet): TypedObject {
    const rest = this.convert(pruned, last.apiVersion);
    if (!rest) return merged;
    const gone = namedFieldsOf(merged).difference(namedFieldsOf(rest));
    const ours = gone.intersection(withNamedFields(last.set, merged.schema));
    return { ...merged, value: removeFields(merged.value, ours, merged.schema) };
  }
}

function namedFieldsOf({ value, schema }: TypedObject): FieldSet {
  return withNamedFields(ownedFieldsOf(value, schema), schema);
}

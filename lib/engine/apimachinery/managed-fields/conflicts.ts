/**
 * What an apply meets when it would change fields of others.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/conflict.go
 */
import { compareText, quote } from '../go-text';
import { applyConflict, type StatusError } from '../status-error';
import { FieldSet } from './field-set';
import { type ManagedSet, managerKey } from './managed-fields';
import { describePath } from './path-element';

/** Fields of others; thrown through the chain of an apply, and answered as a 409. */
export class Conflicts extends Error {
  override readonly name = 'Conflicts';

  /** Managers with those of their fields that are in the way. */
  constructor(readonly owners: readonly ManagedSet[]) {
    super('apply conflicts');
  }

  /** All fields that are in the way. */
  get fields(): FieldSet {
    return this.owners.reduce((all, { set }) => all.union(set), FieldSet.empty);
  }

  /** Without those fields. */
  without(fields: FieldSet): Conflicts {
    const rest = this.owners.map((owner) => ({ ...owner, set: owner.set.difference(fields) }));
    return new Conflicts(rest.filter(({ set }) => !set.isEmpty));
  }

  toStatusError(): StatusError {
    const causes = this.owners.flatMap((owner) =>
      owner.set.paths().map((path) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with ${describeManager(owner)}`,
        field: describePath(path),
      })),
    );
    const [only, ...more] = causes;
    if (only && more.length === 0)
      return applyConflict(causes, `Apply failed with 1 conflict: ${only.message}: ${only.field}`);
    const lines = [...this.owners]
      .sort((a, b) => compareText(managerKey(a), managerKey(b)))
      .flatMap((owner) => [
        `conflicts with ${describeManager(owner)}:`,
        ...owner.set.paths().map((path) => `- ${describePath(path)}`),
      ]);
    return applyConflict(causes, `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`);
  }
}

function describeManager({ manager, operation, apiVersion, subresource }: ManagedSet): string {
  const name = subresource === '' ? quote(manager) : `${quote(manager)} with subresource ${quote(subresource)}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

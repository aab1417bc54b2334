/** Of every stored object, whatever its kind. */
import { parseTime } from '../apimachinery/time';
import type { KubeObject } from '../apimachinery/object-meta';
import { changeInvariant, nameOf, type ChangeInvariant } from './invariant';

type WithStatus = KubeObject<{ readonly status?: { readonly observedGeneration?: number } }>;

const ALL = ['*'];

const revisionsGrow = changeInvariant({
  name: 'revisions-grow',
  resources: ALL,
  broken: ({ object, previous, revision }) => {
    if (object.metadata.resourceVersion !== String(revision)) {
      return `${nameOf(object)} says resourceVersion ${object.metadata.resourceVersion}, it was written as ${revision}`;
    }
    const before = Number(previous?.metadata.resourceVersion ?? 0);
    return before < revision ? undefined : `${nameOf(object)} went from revision ${before} to ${revision}`;
  },
});

const identityStays = changeInvariant({
  name: 'identity-stays',
  resources: ALL,
  broken: ({ type, object, previous }) => {
    if (type !== 'MODIFIED' || !previous) return undefined;
    const { uid, creationTimestamp } = object.metadata;
    if (uid !== previous.metadata.uid) return `${nameOf(object)} got another uid`;
    return creationTimestamp === previous.metadata.creationTimestamp
      ? undefined
      : `${nameOf(object)} was created at another time all at once`;
  },
});

const generationNeverFalls = changeInvariant<WithStatus>({
  name: 'generation-never-falls',
  resources: ALL,
  broken: ({ object, previous }) => {
    const { generation = 0 } = object.metadata;
    const before = previous?.metadata.generation ?? 0;
    if (generation < before) return `${nameOf(object)} fell from generation ${before} to ${generation}`;
    const observed = object.status?.observedGeneration ?? 0;
    return generation === 0 || observed <= generation
      ? undefined
      : `${nameOf(object)} is at generation ${generation} and ${observed} was observed`;
  },
});

const deletionStays = changeInvariant({
  name: 'deletion-stays',
  resources: ALL,
  broken: ({ type, object, previous }) => {
    const before = previous?.metadata.deletionTimestamp;
    if (type !== 'MODIFIED' || before === undefined) return undefined;
    const after = object.metadata.deletionTimestamp;
    if (after === undefined) return `${nameOf(object)} was being deleted and is not any more`;
    return parseTime(after) <= parseTime(before) ? undefined : `the deletion of ${nameOf(object)} was put off`;
  },
});

/** Those that a request for deletion puts on and takes off by itself. */
const COLLECTOR_FINALIZERS = ['orphan', 'foregroundDeletion'];

const finalizersHold = changeInvariant({
  name: 'finalizers-hold',
  resources: ALL,
  broken: ({ type, object }) => {
    const { finalizers = [], deletionTimestamp } = object.metadata;
    // The change that takes the last finalizer off a marked object is its end and never stored; the collector's own give way to a deletion.
    if (type !== 'DELETED' || deletionTimestamp !== undefined) return undefined;
    const holding = finalizers.filter((finalizer) => !COLLECTOR_FINALIZERS.includes(finalizer));
    return holding.length > 0
      ? `${nameOf(object)} is gone in spite of its finalizers ${holding.join(', ')}`
      : undefined;
  },
});

const nothingNewInTerminatingNamespaces = changeInvariant({
  name: 'nothing-new-in-terminating-namespaces',
  resources: ALL,
  broken: ({ type, object, resource }, { store }) => {
    const { namespace } = object.metadata;
    if (type !== 'ADDED' || !namespace || resource === 'events') return undefined;
    const within = store.table('namespaces').get(namespace);
    return within?.metadata.deletionTimestamp === undefined
      ? undefined
      : `${nameOf(object)} (${resource}) was created while its namespace was being deleted`;
  },
});

export const OBJECT_INVARIANTS: readonly ChangeInvariant[] = [
  revisionsGrow,
  identityStays,
  generationNeverFalls,
  deletionStays,
  finalizersHold,
  nothingNewInTerminatingNamespaces,
];

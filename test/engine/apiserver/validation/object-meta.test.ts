import type { KubeObject, ObjectMeta } from '../../../../lib/engine/apimachinery/object-meta';
import { nameIsDnsLabel } from '../../../../lib/engine/apimachinery/validation/names';
import {
  commonMetaUpdateFaults,
  objectMetaFaults,
  objectMetaUpdateFaults,
} from '../../../../lib/engine/apiserver/validation/object-meta';

const rules = { namespaced: true, name: nameIsDnsLabel };

function thing(metadata: Partial<ObjectMeta> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'settings',
      namespace: 'shop',
      uid: 'u1',
      resourceVersion: '7',
      creationTimestamp: '2024-01-01T00:00:00Z',
      ...metadata,
    },
  };
}

function faults(metadata: Partial<ObjectMeta>): string[] {
  return objectMetaFaults(thing(metadata), rules).map(String);
}

function changeFaults(metadata: Partial<ObjectMeta>, old: Partial<ObjectMeta> = {}): string[] {
  return objectMetaUpdateFaults(thing(metadata), thing(old), rules).map(String);
}

describe('metadata of a new object', () => {
  test('passes when all is well', () => {
    expect(faults({ labels: { app: 'web' }, annotations: { 'example.com/Note': 'any text' } })).toEqual([]);
  });

  test('asks for a name and a namespace', () => {
    expect(faults({ name: '', namespace: '' })).toEqual([
      'metadata.name: Required value: name or generateName is required',
      'metadata.namespace: Required value',
    ]);
  });

  test('tells faults of labels and annotations at the maps', () => {
    const found = faults({ labels: { 'a b': 'x' }, annotations: { '': 'x' } });
    expect(found.map((text) => text.slice(0, text.indexOf(':')))).toEqual([
      'metadata.labels',
      'metadata.annotations',
      'metadata.annotations',
    ]);
  });

  test('limits the sum of annotations to 256 KiB', () => {
    expect(faults({ annotations: { a: 'x'.repeat(262_144) } })).toEqual([
      'metadata.annotations: Too long: must have at most 262144 bytes',
    ]);
  });

  test('takes one controller among the owners', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true };
    const found = faults({ ownerReferences: [owner, { ...owner, name: 'other' }] });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(
      'Only one reference can have Controller set to true. Found "true" in references for ReplicaSet/web and ReplicaSet/other',
    );
  });

  test('an owner needs version, kind, name and uid', () => {
    expect(faults({ ownerReferences: [{ apiVersion: '', kind: '', name: '', uid: '' }] })).toEqual([
      'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
      'metadata.ownerReferences.kind: Invalid value: "": kind must not be empty',
      'metadata.ownerReferences.name: Invalid value: "": name must not be empty',
      'metadata.ownerReferences.uid: Invalid value: "": uid must not be empty',
    ]);
  });

  test('finalizers are qualified or standard', () => {
    expect(faults({ finalizers: ['kubernetes', 'example.com/hold', 'hold'] })).toEqual([
      'metadata.finalizers[2]: Invalid value: "hold": name is neither a standard finalizer name nor is it fully qualified',
    ]);
  });
});

describe('changed metadata', () => {
  test('keeps what identifies the object', () => {
    expect(changeFaults({ uid: 'u2', creationTimestamp: '2025-01-01T00:00:00Z' })).toEqual([
      'metadata.uid: Invalid value: "u2": field is immutable',
      'metadata.creationTimestamp: Invalid value: 2025-01-01 00:00:00 +0000 UTC: field is immutable',
    ]);
  });

  test('gets no new finalizer once it is being deleted', () => {
    const deleted = { deletionTimestamp: '2024-01-02T00:00:00Z', finalizers: ['example.com/a'] };
    expect(changeFaults({ ...deleted, finalizers: ['example.com/a', 'example.com/b'] }, deleted)).toEqual([
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/b"}',
    ]);
  });

  // Upstream: staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go (ValidateObjectMetaAccessorUpdate)
  test('how finalizers are written only the server looks at, whatever the kind', () => {
    const changed = { finalizers: ['a b/c'] };
    expect(changeFaults(changed)).toEqual([]);
    expect(commonMetaUpdateFaults(thing(changed), thing(), true).map(String)).toEqual([
      expect.stringMatching(/^metadata.finalizers: Invalid value: "a b\/c": /),
    ]);
  });

  test('is looked at by the server whatever the kind', () => {
    const found = commonMetaUpdateFaults(thing({ resourceVersion: '' }), thing(), true).map(String);
    expect(found).toEqual(['metadata.resourceVersion: Invalid value: "": must be specified for an update']);
  });
});

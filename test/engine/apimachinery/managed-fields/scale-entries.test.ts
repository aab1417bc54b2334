import { parentEntriesOf, scaleEntriesOf } from '../../../../lib/engine/apimachinery/managed-fields/scale-entries';
import { pathOfFields } from '../../../../lib/engine/apimachinery/managed-fields/path-element';
import type { JsonObject, ManagedFieldsEntry } from '../../../../lib/engine/apimachinery/object-meta';

const entry = (manager: string, apiVersion: string, fieldsV1: JsonObject, more: object = {}): ManagedFieldsEntry => ({
  manager,
  operation: 'Update',
  apiVersion,
  time: '2024-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1,
  ...more,
});

const pathOf = (apiVersion: string) => (apiVersion === 'apps/v1' ? pathOfFields('spec.replicas') : undefined);
const parent = [
  entry('maker', 'apps/v1', { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } }),
  entry('other', 'apps/v1', { 'f:spec': { 'f:paused': {} } }),
];

describe('scale entries', () => {
  test('only owners of the replicas own something of the scale', () => {
    expect(scaleEntriesOf(parent, pathOf)).toEqual([
      entry('maker', 'autoscaling/v1', { 'f:spec': { 'f:replicas': {} } }),
    ]);
  });

  test('an applier that still owns the replicas of the scale keeps them', () => {
    const applied = [
      entry('maker', 'apps/v1', { 'f:spec': { 'f:paused': {}, 'f:replicas': {} } }, { operation: 'Apply' }),
    ];
    const scale = scaleEntriesOf(applied, pathOf);
    expect(parentEntriesOf(applied, scale, pathOf, 'apps/v1')).toEqual(applied);
  });

  test('one that has updated them gets an entry of its own for them, without a time', () => {
    const scale = scaleEntriesOf(parent, pathOf);
    const { time: _time, ...timeless } = entry('maker', 'apps/v1', { 'f:spec': { 'f:replicas': {} } });
    expect(parentEntriesOf(parent, scale, pathOf, 'apps/v1')).toEqual([
      timeless,
      entry('maker', 'apps/v1', { 'f:spec': { 'f:paused': {} } }),
      parent[1],
    ]);
  });

  test('who took them has them in the object, without a time, and the former owner has lost them', () => {
    const taken = [entry('scaler', 'autoscaling/v1', { 'f:spec': { 'f:replicas': {} } }, { subresource: 'scale' })];
    const { time: _time, ...timeless } = entry('scaler', 'apps/v1', { 'f:spec': { 'f:replicas': {} } });
    expect(parentEntriesOf(parent, taken, pathOf, 'apps/v1')).toEqual([
      { ...timeless, subresource: 'scale' },
      entry('maker', 'apps/v1', { 'f:spec': { 'f:paused': {} } }),
      parent[1],
    ]);
  });
});

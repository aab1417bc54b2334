/** Facts of the v1.28 types that decoding, strategic merge and server-side apply stand on. */
import { builtinSchemas } from '../../../../lib/engine/apimachinery/schema/builtin-schemas';
import { type ListSchema, type ObjectSchema, type Schema } from '../../../../lib/engine/apimachinery/schema/schema';

function kind(apiVersion: string, name: string): ObjectSchema {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const schema = builtinSchemas().schemaOf({ group, version, kind: name });
  if (!schema) throw new Error(`no schema of ${apiVersion} ${name}`);
  return schema;
}

function at(schema: Schema, ...path: string[]): Schema {
  const [field, ...rest] = path;
  if (field === undefined) return schema;
  if (schema.type === 'list') return at(schema.items, ...path);
  if (schema.type === 'map') return at(schema.values, ...rest);
  const next = schema.type === 'object' ? schema.fields.get(field) : undefined;
  if (!next) throw new Error(`no field ${field}`);
  return at(next, ...rest);
}

function list(schema: Schema): Omit<ListSchema, 'items' | 'type'> {
  if (schema.type !== 'list') throw new Error(`${schema.type} is no list`);
  const { listType, mapKeys, patchStrategy, mergeKey } = schema;
  return { listType, mapKeys, patchStrategy, mergeKey };
}

const pod = kind('v1', 'Pod');
const container = at(pod, 'spec', 'containers');

describe('builtinSchemas', () => {
  test('answers the same object for the same kind, and shares structs between kinds', () => {
    expect(kind('v1', 'Pod')).toBe(pod);
    expect(at(kind('v1', 'PodList'), 'items', 'metadata')).toBe(at(pod, 'metadata'));
  });

  test('names the Go struct of every object', () => {
    const goType = (schema: Schema): string => (schema.type === 'object' ? schema.goType : '');
    expect(goType(at(kind('apps/v1', 'Deployment'), 'spec'))).toBe('DeploymentSpec');
    expect(goType(at(pod, 'metadata'))).toBe('ObjectMeta');
  });

  test('does not know kinds that the server does not serve', () => {
    expect(builtinSchemas().schemaOf({ group: 'apps', version: 'v1beta1', kind: 'Deployment' })).toBeUndefined();
    expect(builtinSchemas().schemaOf({ group: '', version: 'v1', kind: 'PodSpec' })).toBeUndefined();
    expect(builtinSchemas().schemaOf({ group: '', version: 'v1', kind: 'constructor' })).toBeUndefined();
  });

  test.each([
    ['v1', 'Status'],
    ['v1', 'DeleteOptions'],
    ['policy/v1', 'DeleteOptions'],
    ['v1', 'List'],
    ['meta.k8s.io/v1', 'Table'],
    ['meta.k8s.io/v1beta1', 'PartialObjectMetadataList'],
    ['policy/v1', 'Eviction'],
    ['autoscaling/v1', 'Scale'],
    ['authentication.k8s.io/v1', 'TokenRequest'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinitionList'],
  ])('knows the meta kind %s %s', (apiVersion, name) => {
    expect([...kind(apiVersion, name).fields.keys()]).toEqual(expect.arrayContaining(['apiVersion', 'kind']));
  });

  test.each([
    ['int32', at(kind('apps/v1', 'Deployment'), 'spec', 'replicas')],
    ['int64', at(pod, 'spec', 'terminationGracePeriodSeconds')],
    ['boolean', at(pod, 'spec', 'hostNetwork')],
    ['bytes', at(kind('v1', 'Secret'), 'data', 'any-key')],
    ['quantity', at(container, 'resources', 'limits', 'cpu')],
    ['intOrString', at(container, 'livenessProbe', 'httpGet', 'port')],
    ['time', at(pod, 'metadata', 'creationTimestamp')],
    ['microTime', at(kind('coordination.k8s.io/v1', 'Lease'), 'spec', 'renewTime')],
    [
      'number',
      at(
        kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
        'spec',
        'versions',
        'schema',
        'openAPIV3Schema',
        'maximum',
      ),
    ],
    ['any', at(pod, 'metadata', 'managedFields', 'fieldsV1')],
  ])('gives %s where the published format says so', (type, schema) => {
    expect(schema.type).toBe(type);
  });

  test('follows recursive types', () => {
    const root = at(
      kind('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
      'spec',
      'versions',
      'schema',
      'openAPIV3Schema',
    );
    expect(at(root, 'properties', 'spec', 'properties', 'replicas')).toBe(root);
  });

  test('takes list types from x-kubernetes-list-type, and otherwise from the patch strategy', () => {
    expect(list(at(container, 'ports'))).toEqual({
      listType: 'map',
      mapKeys: ['containerPort', 'protocol'],
      patchStrategy: 'merge',
      mergeKey: 'containerPort',
    });
    expect(list(at(pod, 'spec', 'containers'))).toMatchObject({ listType: 'map', mapKeys: ['name'] });
    expect(list(at(pod, 'metadata', 'finalizers'))).toEqual({ listType: 'set', mapKeys: [], patchStrategy: 'merge' });
    expect(list(at(pod, 'spec', 'tolerations'))).toEqual({ listType: 'atomic', mapKeys: [], patchStrategy: 'replace' });
    expect(list(at(kind('batch/v1', 'Job'), 'status', 'conditions'))).toMatchObject({
      listType: 'atomic',
      patchStrategy: 'merge',
      mergeKey: 'type',
    });
  });

  test('publishes the default of a map key that may be left out', () => {
    expect(at(container, 'ports', 'protocol')).toMatchObject({ type: 'string', default: 'TCP' });
  });

  test('keeps retainKeys and replace with the field that asks for them', () => {
    expect(at(kind('apps/v1', 'Deployment'), 'spec', 'strategy')).toMatchObject({ retainKeys: true });
    expect(at(pod, 'spec', 'volumes')).toMatchObject({ patchStrategy: 'merge', items: { retainKeys: true } });
    expect(at(kind('policy/v1', 'PodDisruptionBudget'), 'spec', 'selector')).toMatchObject({ replace: true });
  });

  test('knows atomic structs and maps, and where a field overrides that', () => {
    expect(at(pod, 'spec', 'nodeSelector')).toMatchObject({ type: 'map', atomic: true });
    expect(at(kind('apps/v1', 'Deployment'), 'spec', 'selector')).toMatchObject({ atomic: true });
    expect(at(kind('v1', 'PersistentVolume'), 'spec', 'claimRef')).toMatchObject({
      goType: 'ObjectReference',
      atomic: false,
    });
    expect(at(kind('v1', 'Event'), 'involvedObject')).toMatchObject({ goType: 'ObjectReference', atomic: true });
  });
});

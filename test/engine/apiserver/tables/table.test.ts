import type { JsonObject, KubeObject } from '../../../../lib/engine/apimachinery/object-meta';
import { builtinResources } from '../../../../lib/engine/apiserver/discovery/builtin-resources';
import { DEFAULT_PRINTER } from '../../../../lib/engine/apiserver/tables/column';
import { printerOf } from '../../../../lib/engine/apiserver/tables/printers';
import { scalePrinter } from '../../../../lib/engine/apiserver/tables/scaling';
import { tableOf } from '../../../../lib/engine/apiserver/tables/table';

const nowMs = Date.parse('2024-01-01T00:02:00Z');
const options = { nowMs, metaVersion: 'v1', includeObject: 'None' } as const;

function object(name: string, fields: JsonObject = {}, metadata: JsonObject = {}): KubeObject {
  const own = { name, uid: 'u', resourceVersion: '1', creationTimestamp: '2024-01-01T00:00:00Z', ...metadata };
  return { apiVersion: 'v1', kind: 'Thing', metadata: own, ...fields } as KubeObject;
}

function cells(table: string, fields: JsonObject, metadata: JsonObject = {}): unknown {
  const { rows } = tableOf(printerOf(table), [object('a', fields, metadata)], {}, options);
  return (rows as readonly { readonly cells: unknown }[])[0]?.cells;
}

describe('tableOf', () => {
  test('gives each row what was asked for of its object', () => {
    const thing = object('a', { data: { k: 'v' } });
    const rowWith = (includeObject: 'None' | 'Metadata' | 'Object'): unknown =>
      (tableOf(DEFAULT_PRINTER, [thing], {}, { ...options, includeObject }).rows as readonly unknown[])[0];
    expect(rowWith('None')).toEqual({ cells: ['a', '2024-01-01T00:00:00Z'] });
    expect(rowWith('Object')).toMatchObject({ object: thing });
    expect(rowWith('Metadata')).toMatchObject({
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: thing.metadata },
    });
  });

  test('tells the columns unless they were told before', () => {
    expect(tableOf(DEFAULT_PRINTER, [], {}, options).columnDefinitions).toMatchObject([
      { name: 'Name', format: 'name' },
      { name: 'Created At', type: 'date' },
    ]);
    expect(tableOf(DEFAULT_PRINTER, [], {}, { ...options, noHeaders: true }).columnDefinitions).toBeNull();
  });

  test('marks the rows of pods that have ended', () => {
    const [row] = tableOf(printerOf('pods'), [object('a', { status: { phase: 'Failed' } })], {}, options)
      .rows as readonly { readonly conditions?: unknown }[];
    expect(row?.conditions).toMatchObject([{ type: 'Completed', status: 'True', reason: 'Failed' }]);
  });

  test('lists flow schemas in the order in which they are asked', () => {
    const schemas = [
      object('b', { spec: { matchingPrecedence: 9 } }),
      object('c', { spec: { matchingPrecedence: 1 } }),
      object('a', { spec: { matchingPrecedence: 9 } }),
    ];
    const { rows } = tableOf(printerOf('flowcontrol.apiserver.k8s.io/flowschemas'), schemas, {}, options);
    expect((rows as readonly { readonly cells: readonly unknown[] }[]).map((row) => row.cells[0])).toEqual([
      'c',
      'a',
      'b',
    ]);
  });
});

describe('cells', () => {
  test('of services name their external addresses by type', () => {
    const ingress = [{ hostname: 'z.example' }, { ip: '203.0.113.9' }];
    const spec = { type: 'LoadBalancer', ports: [{ port: 80, protocol: 'TCP', nodePort: 30080 }] };
    expect(cells('services', { spec })).toEqual([
      'a',
      'LoadBalancer',
      '<none>',
      '<pending>',
      '80:30080/TCP',
      '2m',
      '<none>',
    ]);
    const external = { ...spec, externalIPs: ['198.51.100.1'], selector: { b: '2', a: '1' } };
    expect(cells('services', { spec: external, status: { loadBalancer: { ingress } } })).toEqual([
      'a',
      'LoadBalancer',
      '<none>',
      '203.0.113.9,z.example,198.51.100.1',
      '80:30080/TCP',
      '2m',
      'a=1,b=2',
    ]);
  });

  test('of nodes name their roles, by either label', () => {
    const labels = { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'old' };
    expect(cells('nodes', {}, { labels })).toEqual(expect.arrayContaining(['old,worker']));
  });

  test('of ingresses show three hosts and count the others', () => {
    const rules = ['a', 'b', 'c', 'd', 'e'].map((host) => ({ host }));
    expect(cells('networking.k8s.io/ingresses', { spec: { rules } })).toContain('a,b,c + 2 more...');
    expect(cells('networking.k8s.io/ingresses', { spec: { rules: [{}] } })).toContain('*');
  });

  test('of autoscalers show two metrics, as they are and as they should be', () => {
    const metrics = [
      { type: 'Resource', resource: { target: { averageUtilization: 80 } } },
      { type: 'External', external: { target: { averageValue: '5' } } },
      { type: 'Pods', pods: { target: { averageValue: '1k' } } },
    ];
    const currentMetrics = [{ type: 'Resource', resource: { current: { averageUtilization: 55 } } }];
    const fields = { spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 9, metrics } };
    expect(cells('autoscaling/horizontalpodautoscalers', { ...fields, status: { currentMetrics } })).toEqual([
      'a',
      'Deployment/web',
      '55%/80%, <unknown>/5 (avg) + 1 more...',
      '<unset>',
      9,
      0,
      '2m',
    ]);
  });

  test('of events fall back on what newer clients write', () => {
    const event = {
      type: 'Normal',
      reason: 'Started',
      involvedObject: { kind: 'Pod', name: 'p' },
      eventTime: '2024-01-01T00:01:00.000000Z',
      reportingComponent: 'kubelet',
      reportingInstance: 'n1',
      message: ' it ran\n',
    };
    expect(cells('events', event)).toEqual([
      '60s',
      'Normal',
      'Started',
      'pod/p',
      '',
      'kubelet, n1',
      'it ran',
      '60s',
      1,
      'a',
    ]);
    const series = { count: 7, lastObservedTime: '2024-01-01T00:01:50.000000Z' };
    expect(cells('events', { ...event, series })).toEqual(expect.arrayContaining(['10s', 7]));
  });

  test('of controller revisions name the controller with its group', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'ds', uid: 'x', controller: true };
    expect(cells('apps/controllerrevisions', { revision: 3 }, { ownerReferences: [owner] })).toEqual([
      'a',
      'daemonset.apps/ds',
      3,
      '2m',
    ]);
  });

  test('of a Scale show wanted and present replicas', () => {
    const scale = object('a', { spec: { replicas: 3 }, status: { replicas: 2 } });
    expect(tableOf(scalePrinter, [scale], {}, options).rows).toEqual([{ cells: ['a', 3, 2, '2m'] }]);
  });

  test('of an object with nothing but a name can be made for every built-in kind', () => {
    for (const { group, plural } of builtinResources()) {
      const printer = printerOf(group === '' ? plural : `${group}/${plural}`);
      const { rows } = tableOf(printer, [object('a')], {}, options);
      expect(rows).toMatchObject([{ cells: expect.arrayContaining([]) as unknown }]);
      expect((rows as readonly { readonly cells: readonly unknown[] }[])[0]?.cells).not.toContain(undefined);
    }
  });
});

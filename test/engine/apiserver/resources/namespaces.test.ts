import { Cluster } from '../../../../lib/engine/cluster';
import { doorOf } from '../door';

describe('Namespace', () => {
  const door = doorOf(new Cluster());
  const send = (method: string, path: string, body?: object) => door(method, `/api/v1/namespaces${path}`, body);

  test('a new one is active, labelled with its name and held by kubernetes', () => {
    const { object } = send('POST', '', { metadata: { name: 'shop' }, status: { phase: 'Odd' } });
    expect(object.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'shop' });
    expect(object.spec).toEqual({ finalizers: ['kubernetes'] });
    expect(object.status).toEqual({ phase: 'Active' });
  });

  test('a generated name is in the label too, which cannot be taken away', () => {
    const { name, labels } = send('POST', '', { metadata: { generateName: 'shop-' } }).object.metadata;
    expect(labels).toEqual({ 'kubernetes.io/metadata.name': name });
    const patched = send('PATCH', `/${name}`, { metadata: { labels: null } }).object;
    expect(patched.metadata.labels).toEqual(labels);
  });

  test('spec.finalizers change only through finalize, where each must be a known or qualified name', () => {
    expect(send('PATCH', '/shop', { spec: { finalizers: ['example.com/a'] } }).object.spec.finalizers).toEqual([
      'kubernetes',
    ]);
    const current = send('GET', '/shop').object;
    const odd = send('PUT', '/shop/finalize', { ...current, spec: { finalizers: ['odd'] } });
    expect(odd.status).toBe(422);
    expect(odd.faults).toEqual([
      'spec.finalizers[0]: Invalid value: "odd": name is neither a standard finalizer name nor is it fully qualified',
    ]);
    expect(send('PUT', '/shop/finalize', { ...current, spec: {} }).object.spec).toEqual({});
  });

  test.each([
    ['Active', 200],
    ['Terminating', 422],
  ])('the phase of one that stays may be %s: %i', (phase, status) => {
    expect(send('PATCH', '/shop/status', { status: { phase } }).status).toBe(status);
  });

  test('one that is being deleted goes with its last finalizer', () => {
    send('POST', '', { metadata: { name: 'gone' } });
    expect(send('DELETE', '/gone').object.status).toEqual({ phase: 'Terminating' });
    const terminating = send('GET', '/gone').object;
    expect(send('PUT', '/gone/finalize', { ...terminating, spec: {} }).status).toBe(200);
    expect(send('GET', '/gone').status).toBe(404);
  });
});

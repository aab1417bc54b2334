import { Cluster } from '../../../../lib/engine/cluster';
import { doorOf } from '../door';

const send = doorOf(new Cluster());

describe('Lease', () => {
  const URL = '/apis/coordination.k8s.io/v1/namespaces/default/leases';

  test('asks for a duration above and transitions from 0', () => {
    const spec = { leaseDurationSeconds: 0, leaseTransitions: -1 };
    expect(send('POST', URL, { metadata: { name: 'l' }, spec }).faults).toEqual([
      'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
      'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });

  test('is made by a PUT, and changed by one only with a resourceVersion', () => {
    const lease = { metadata: { name: 'put' }, spec: { holderIdentity: 'a' } };
    expect(send('PUT', `${URL}/put`, lease).status).toBe(201);
    expect(send('PUT', `${URL}/put`, lease).status).toBe(422);
  });

  test.each([
    [URL, {}],
    ['/apis/node.k8s.io/v1/runtimeclasses', { handler: 'run' }],
  ])('its finalizers, and those of a RuntimeClass, may have short names: %s', (url, body) => {
    expect(send('POST', url, { metadata: { name: 'held', finalizers: ['hold'] }, ...body }).status).toBe(201);
  });
});

describe('PriorityClass', () => {
  const URL = '/apis/scheduling.k8s.io/v1/priorityclasses';

  test('preempts unless said otherwise, and keeps its value and policy', () => {
    const { object } = send('POST', URL, { metadata: { name: 'high' }, value: 7 });
    expect(object).toMatchObject({ preemptionPolicy: 'PreemptLowerPriority', metadata: { generation: 1 } });
    expect(send('PATCH', `${URL}/high`, { value: 8, preemptionPolicy: 'Never' }).faults).toEqual([
      'value: Forbidden: may not be changed in an update.',
      'preemptionPolicy: Invalid value: "Never": field is immutable',
    ]);
  });

  test.each<[string, object, string[]]>([
    ['x', { value: 1000000001 }, ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000']],
    ['x', { value: 1, preemptionPolicy: '' }, ['preemptionPolicy: Required value']],
    [
      'system-x',
      { value: 1 },
      [
        "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-x is not a known system priority class",
      ],
    ],
  ])('%s with %j is refused', (name, body, faults) => {
    expect(send('POST', URL, { metadata: { name }, ...body }).faults).toEqual(faults);
  });
});

describe('RuntimeClass', () => {
  const URL = '/apis/node.k8s.io/v1/runtimeclasses';

  test.each<[object, string[]]>([
    [
      { handler: 'h', overhead: { podFixed: { cpu: '-1' } } },
      ['overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
    ],
    [
      { handler: 'h', scheduling: { tolerations: [{ operator: 'Exists' }, { operator: 'Exists' }] } },
      [
        'scheduling.tolerations[1]: Duplicate value: core.Toleration{Key:"", Operator:"Exists", Value:"", Effect:"", TolerationSeconds:(*int64)(nil)}',
      ],
    ],
    [
      { handler: 'h', scheduling: { tolerations: [{ key: '?', operator: 'Exists' }] } },
      [expect.stringMatching(/^scheduling.tolerations.tolerations\[0\].key: Invalid value: "\?"/)],
    ],
  ])('%j is refused', (body, faults) => {
    expect(send('POST', URL, { metadata: { name: 'r' }, ...body }).faults).toEqual(faults);
  });

  test('keeps its handler', () => {
    send('POST', URL, { metadata: { name: 'kept' }, handler: 'h' });
    expect(send('PATCH', `${URL}/kept`, { handler: 'i' }).faults).toEqual([
      'handler: Invalid value: "i": field is immutable',
    ]);
  });
});

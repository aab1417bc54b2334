import { Cluster } from '../../../../lib/engine/cluster';
import { doorOf } from '../door';

const CORE = '/api/v1/namespaces/default/events';
const EVENTS = '/apis/events.k8s.io/v1/namespaces/default/events';
const send = doorOf(new Cluster());

const old = {
  metadata: { name: 'old' },
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'p' },
  reason: 'Started',
  message: 'started',
  source: { component: 'kubelet' },
  type: 'Normal',
  count: 3,
};
const regarding = { kind: 'Pod', namespace: 'default', name: 'p' };
const modern = {
  metadata: { name: 'modern' },
  eventTime: '2024-01-01T00:00:00.000000Z',
  regarding,
  reason: 'Started',
  note: 'started',
  type: 'Normal',
  action: 'Start',
  reportingController: 'example.com/c',
  reportingInstance: 'c-1',
};

describe('Event', () => {
  test('is one object under two groups, with other names for some members', () => {
    expect(send('POST', CORE, old).status).toBe(201);
    expect(send('GET', `${EVENTS}/old`).object).toMatchObject({
      apiVersion: 'events.k8s.io/v1',
      regarding,
      note: 'started',
      deprecatedSource: { component: 'kubelet' },
      deprecatedCount: 3,
      eventTime: null,
    });
    expect(send('POST', EVENTS, modern).object).toMatchObject(modern);
    expect(send('GET', `${CORE}/modern`).object).toMatchObject({
      apiVersion: 'v1',
      involvedObject: regarding,
      message: 'started',
      reportingComponent: 'example.com/c',
      source: {},
    });
  });

  test.each<[string, string, number]>([
    [CORE, 'involvedObject.name=p,source=kubelet', 1],
    [CORE, 'source=example.com/c', 1],
    [EVENTS, 'regarding.name=p,reportingController=example.com/c', 1],
    [EVENTS, 'regarding.name=q', 0],
  ])('%s finds by %s', (url, selector, count) => {
    const { object } = send('GET', `${url}?fieldSelector=${encodeURIComponent(selector)}`);
    expect(object['items']).toHaveLength(count);
  });

  test('has other names to select by in the other group', () => {
    expect(send('GET', `${EVENTS}?fieldSelector=involvedObject.name%3Dp`).object['message']).toBe(
      'field label not supported: involvedObject.name',
    );
  });

  test.each<[string, object, string[]]>([
    [
      CORE,
      { ...old, involvedObject: { kind: 'Pod', namespace: 'other' } },
      ['involvedObject.namespace: Invalid value: "other": does not match event.namespace'],
    ],
    [
      CORE,
      { ...old, eventTime: modern.eventTime, reportingComponent: 'c', reportingInstance: 'x'.repeat(129) },
      ['reportingInstance: Invalid value: "": can have at most 128 characters', 'action: Required value'],
    ],
    [
      EVENTS,
      { ...modern, eventTime: null, type: 'Odd', deprecatedCount: 1, series: { count: 1 } },
      [
        'series.count: Invalid value: "": should be at least 2',
        'series.lastObservedTime: Required value',
        'eventTime: Required value',
        'type: Invalid value: "": has invalid value: Odd',
        'count: Invalid value: "": needs to be unset',
      ],
    ],
  ])('is refused (case %#)', (url, body, faults) => {
    const refused = send('POST', url, { ...body, metadata: { name: 'odd' } });
    expect(refused.faults).toEqual(faults);
    expect(refused.object['message']).toMatch(/^Event "odd" is invalid/);
  });

  test('may be rewritten through the core group, and only go on through the other', () => {
    expect(send('PATCH', `${CORE}/modern`, { message: 'restarted' }).status).toBe(200);
    const series = { count: 2, lastObservedTime: '2024-01-01T00:01:00.000000Z' };
    expect(send('PATCH', `${EVENTS}/modern`, { series }).status).toBe(200);
    expect(send('PATCH', `${EVENTS}/modern`, { note: 'again' }).faults).toEqual([
      'message: Invalid value: "again": field is immutable',
    ]);
  });

  test('goes at once, whatever is asked for its dependents', () => {
    send('POST', CORE, { ...old, metadata: { name: 'short' } });
    send('DELETE', `${CORE}/short?propagationPolicy=Orphan`);
    expect(send('GET', `${CORE}/short`).status).toBe(404);
  });
});

test('an Event of the other group is understood, and refused for its version', () => {
  expect(send('POST', EVENTS, { ...old, apiVersion: 'v1', kind: 'Event' }).object['message']).toBe(
    'the API version in the data (v1) does not match the expected API version (events.k8s.io/v1)',
  );
});

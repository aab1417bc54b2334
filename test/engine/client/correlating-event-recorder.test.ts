import { Cluster } from '../../../lib/engine/cluster';
import type { KubeObject } from '../../../lib/engine/apimachinery/object-meta';
import { ApiClient } from '../../../lib/engine/client/api-client';
import { CorrelatingEventRecorder, EventNames } from '../../../lib/engine/client/correlating-event-recorder';

type Event = KubeObject<{
  readonly message: string;
  readonly reason: string;
  readonly count: number;
  readonly lastTimestamp: string;
  readonly source: { readonly component: string };
}>;

const web = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default', uid: 'u1' } };

function world(): {
  readonly cluster: Cluster;
  readonly recorder: CorrelatingEventRecorder;
  events(): readonly Event[];
  pass(ms: number): void;
} {
  const cluster = new Cluster();
  const client = new ApiClient(cluster.apiServer.core, { userAgent: 'test' });
  const recorder = new CorrelatingEventRecorder(client, cluster.clock, new EventNames(cluster.clock), 'tester');
  return {
    cluster,
    recorder,
    events: () => client.resource<Event>('events').list({ namespace: 'default' }),
    pass: (ms) => cluster.clock.advanceTo(cluster.clock.now() + ms),
  };
}

describe('CorrelatingEventRecorder', () => {
  test('writes an event about the object, under a name of its own', () => {
    const { recorder, events } = world();
    recorder.event(web, 'Normal', 'Started', 'Started container web');
    recorder.event(web, 'Normal', 'Pulled', 'Image was there');
    const names = events().map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(2);
    expect(names[0]).toMatch(/^web\.[0-9a-f]{16}$/);
    expect(events()[0]).toMatchObject({ count: 1, source: { component: 'tester' }, involvedObject: { uid: 'u1' } });
  });

  test('counts the same event up', () => {
    const { recorder, events, pass } = world();
    for (let time = 0; time < 3; time++) {
      recorder.event(web, 'Warning', 'BackOff', 'Back-off restarting failed container');
      pass(10_000);
    }
    expect(events()).toHaveLength(1);
    expect(events()[0]).toMatchObject({ count: 3, lastTimestamp: '2024-01-01T00:00:20Z' });
  });

  test('folds events that differ only in their message from the tenth on', () => {
    const { recorder, events } = world();
    for (let number = 1; number <= 12; number++) recorder.event(web, 'Warning', 'Failed', `try ${number}`);
    const folded = events().filter(({ message }) => message.startsWith('(combined from similar events): '));
    expect(events()).toHaveLength(10);
    expect(folded).toHaveLength(1);
    expect(folded[0]).toMatchObject({ message: '(combined from similar events): try 12', count: 3 });
  });

  test('drops the flood of one source about one object, and lets one more through in five minutes', () => {
    const { recorder, events, pass } = world();
    for (let number = 0; number < 30; number++) recorder.event(web, 'Normal', `Reason${number}`, 'text');
    expect(events()).toHaveLength(25);
    pass(300_000);
    recorder.event(web, 'Normal', 'Later', 'text');
    recorder.event(web, 'Normal', 'TooMuch', 'text');
    expect(events().map(({ reason }) => reason)).toContain('Later');
    expect(events()).toHaveLength(26);
  });

  test('an event that is gone is written anew with its count', () => {
    const { cluster, recorder, events } = world();
    recorder.event(web, 'Normal', 'Started', 'text');
    cluster.store.table('events').remove(`default/${events()[0]!.metadata.name}`);
    recorder.event(web, 'Normal', 'Started', 'text');
    expect(events().map(({ count }) => count)).toEqual([2]);
  });

  test('a refused event is dropped in silence', () => {
    const { recorder, events } = world();
    recorder.event({ ...web, metadata: { ...web.metadata, namespace: 'missing' } }, 'Normal', 'Started', 'text');
    expect(events()).toEqual([]);
  });
});

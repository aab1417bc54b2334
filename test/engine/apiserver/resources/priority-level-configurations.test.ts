import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const of = (version: string) => `/apis/flowcontrol.apiserver.k8s.io/${version}/prioritylevelconfigurations`;

describe('PriorityLevelConfiguration', () => {
  const ask = asking(new Cluster());
  const create = (limited: object, version = 'v1beta3') =>
    ask('POST', of(version), { metadata: { generateName: 'p-' }, spec: { type: 'Limited', limited } });
  const REJECT = { limitResponse: { type: 'Reject' } };

  test('shares and queues have defaults', () => {
    const { limited } = create({ limitResponse: { type: 'Queue', queuing: {} } }).body.spec;
    expect(limited).toEqual({
      nominalConcurrencyShares: 30,
      lendablePercent: 0,
      limitResponse: { type: 'Queue', queuing: { queues: 64, handSize: 8, queueLengthLimit: 50 } },
    });
  });

  test('v1beta2 knows the shares under their old name', () => {
    const made = create({ ...REJECT, assuredConcurrencyShares: 7 }, 'v1beta2').body;
    expect([made.apiVersion, made.spec.limited.assuredConcurrencyShares]).toEqual([
      'flowcontrol.apiserver.k8s.io/v1beta2',
      7,
    ]);
    const { spec } = ask('GET', `${of('v1beta3')}/${made.metadata.name}`).body;
    expect(spec.limited).toEqual({ ...REJECT, nominalConcurrencyShares: 7, lendablePercent: 0 });
    expect(create(REJECT, 'v1beta2').body.spec.limited.assuredConcurrencyShares).toBe(30);
  });

  test.each([
    ['a hand that is larger than the deck', { queues: 4, handSize: 5 }, 'should not be greater than queues (4)'],
    [
      'more entropy than a hash has',
      { queues: 1024, handSize: 7 },
      'required entropy bits of deckSize 1024 and handSize 7 should not be greater than 60',
    ],
  ])('%s is refused', (_what, queuing, detail) => {
    expect(create({ limitResponse: { type: 'Queue', queuing } }).body.message).toContain(detail);
  });

  test('the exempt level may be given shares, and nothing else', () => {
    const change = (spec: object) => ask('PATCH', `${of('v1beta3')}/exempt`, { spec });
    expect(change({ exempt: { nominalConcurrencyShares: 5 } }).status).toBe(200);
    expect(change({ type: 'Limited', limited: REJECT, exempt: null }).status).toBe(422);
  });
});

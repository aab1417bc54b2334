import { PodAddresses } from '../../../../lib/engine/kubelet/runtime/pod-addresses';

describe('PodAddresses', () => {
  test('gives every address of a range once, and those that came back after the others', () => {
    const addresses = new PodAddresses();
    const given = Array.from({ length: 5 }, () => addresses.allocate('10.1.2.0/29'));
    addresses.release('10.1.2.3');
    expect([given, addresses.allocate('10.1.2.0/29'), addresses.allocate('10.1.2.0/29')]).toEqual([
      ['10.1.2.2', '10.1.2.3', '10.1.2.4', '10.1.2.5', '10.1.2.6'],
      '10.1.2.3',
      undefined,
    ]);
  });

  test('nodes without a range share one', () => {
    const addresses = new PodAddresses();
    expect([addresses.allocate(), addresses.allocate()]).toEqual(['10.244.0.2', '10.244.0.3']);
  });
});

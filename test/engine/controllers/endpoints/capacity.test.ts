import { isOverCapacity, truncated } from '../../../../lib/engine/controllers/endpoints/capacity';

const addresses = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ip: `10.0.${index >> 8}.${index & 255}` }));

describe('truncated', () => {
  test('leaves out what is not ready first', () => {
    const [subset] = truncated([{ addresses: addresses(900), notReadyAddresses: addresses(300) }]);
    expect(subset!.addresses).toHaveLength(900);
    expect(subset!.notReadyAddresses).toHaveLength(100);
  });

  test('takes of several subsets in proportion, and no more than 1000', () => {
    const subsets = [{ addresses: addresses(1500) }, { addresses: addresses(500), notReadyAddresses: addresses(5) }];
    expect(isOverCapacity(subsets)).toBe(true);
    const cut = truncated(subsets);
    expect(cut.map((subset) => subset.addresses?.length)).toEqual([750, 250]);
    expect(cut[1]!.notReadyAddresses).toBeUndefined();
  });
});

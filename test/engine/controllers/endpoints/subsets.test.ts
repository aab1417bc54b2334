import { repackSubsets } from '../../../../lib/engine/controllers/endpoints/subsets';

const web = { port: 8080, protocol: 'TCP' };
const dns = { name: 'dns', port: 53, protocol: 'UDP' };

describe('repackSubsets', () => {
  test('addresses with the same ports come together, each port with all of them', () => {
    const subsets = repackSubsets([
      { addresses: [{ ip: '10.0.0.2' }], ports: [web, dns] },
      { addresses: [{ ip: '10.0.0.1' }], ports: [dns, web] },
    ]);
    expect(subsets).toHaveLength(1);
    expect(subsets[0]!.addresses).toEqual([{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }]);
    expect(subsets[0]!.ports).toHaveLength(2);
  });

  test('an address that is both ready and not is not', () => {
    const both = { addresses: [{ ip: '10.0.0.1' }], notReadyAddresses: [{ ip: '10.0.0.1' }], ports: [web] };
    expect(repackSubsets([both])).toEqual([{ notReadyAddresses: [{ ip: '10.0.0.1' }], ports: [web] }]);
  });

  test('addresses without ports stay', () => {
    expect(repackSubsets([{ addresses: [{ ip: '10.0.0.1' }] }])).toEqual([{ addresses: [{ ip: '10.0.0.1' }] }]);
  });

  test('ports stand in the order of their hashes', () => {
    const http = { name: 'web', port: 8080, protocol: 'TCP', appProtocol: 'http' };
    const [subset] = repackSubsets([{ addresses: [{ ip: '10.0.0.1' }], ports: [http, dns] }]);
    expect(subset!.ports!.map(({ name }) => name)).toEqual(['dns', 'web']);
  });
});

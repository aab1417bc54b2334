import { expand } from '../../../../lib/engine/kubelet/environment/expansion';

describe('expand', () => {
  const known: Record<string, string> = { A: 'one', EMPTY: '' };
  test.each([
    ['$(A)-$(A)', 'one-one'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$one'],
    ['$(EMPTY)$(NOPE)', '$(NOPE)'],
    ['$(A', '$(A'],
    ['$A $', '$A $'],
  ])('%s becomes %s', (text, expected) => {
    expect(expand(text, (name) => known[name])).toBe(expected);
  });
});

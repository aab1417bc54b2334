import { goDiff } from '../../../../lib/engine/apimachinery/validation/go-diff';

describe('goDiff', () => {
  test('shows what differs, in its place, and counts the rest', () => {
    const old = { name: 'a', same: 1, list: [{ x: 1, y: 2 }, 'gone'] };
    const value = { name: 'b', same: 1, list: [{ x: 1, y: 3 }], added: true };
    expect(goDiff('core.Thing', old, value)).toBe(
      [
        '  core.Thing{',
        '- \tname: "a",',
        '+ \tname: "b",',
        '  \tlist: {',
        '  \t\t{',
        '- \t\t\ty: 2,',
        '+ \t\t\ty: 3,',
        '  \t\t\t... // 1 identical field',
        '  \t\t},',
        '- \t\t"gone",',
        '  \t},',
        '+ \tadded: true,',
        '  \t... // 1 identical field',
        '  }',
        '',
      ].join('\n'),
    );
  });
});

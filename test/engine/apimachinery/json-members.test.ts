import {
  hasMember,
  type JsonObjectDraft,
  memberNames,
  memberOf,
  setMember,
} from '../../../lib/engine/apimachinery/json-members';

describe('json members', () => {
  test('what every object inherits is no member', () => {
    expect(memberOf({}, 'constructor')).toBeUndefined();
    expect(hasMember({}, 'toString')).toBe(false);
    expect(memberOf({}, '__proto__')).toBeUndefined();
  });

  test('a member may have any name, and setting it changes no prototype', () => {
    const draft: JsonObjectDraft = {};
    setMember(draft, '__proto__', { polluted: 'yes' });
    expect(memberOf(draft, '__proto__')).toEqual({ polluted: 'yes' });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(draft)).toBe(Object.prototype);
    expect(JSON.stringify(draft)).toBe('{"__proto__":{"polluted":"yes"}}');
  });

  test('undefined members count as absent', () => {
    expect(hasMember({ a: undefined }, 'a')).toBe(false);
    expect(memberNames({ a: undefined, b: null })).toEqual(['b']);
  });
});

/** Freezes a JSON value as deep as it is not frozen yet; what is shared with a stored object ends the descent at once. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) for (const item of value) deepFreeze(item as unknown);
  else for (const name in value) deepFreeze(value[name]);
  return value;
}

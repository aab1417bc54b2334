/**
 * Texts that YAML readers disagree about. cdk8s writes YAML 1.1, in which `0o17` is a text and needs no quotes; kubectl reads 15 there. An
 * object with such a text hands the writer quoted scalars through `toJSON`, and stays plain for everybody else.
 */
import { Scalar } from 'yaml';

/** Numbers of YAML 1.2 and of Go (octal, binary, hexadecimal) that are plain texts in YAML 1.1. */
const NUMBER_FOR_OTHERS = /^[-+]?0[oObBxX][0-9a-fA-F_]+$/;

/** The value with quoted scalars; the very same value where nothing needs them. */
function quoted(value: unknown): unknown {
  if (typeof value === 'string') {
    if (!NUMBER_FOR_OTHERS.test(value)) return value;
    const scalar = new Scalar(value);
    scalar.type = Scalar.QUOTE_DOUBLE;
    return scalar;
  }
  if (Array.isArray(value)) {
    const items = value.map(quoted);
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, one, quoted(one)] as const);
  if (entries.every(([, before, after]) => before === after)) return value;
  return Object.fromEntries(entries.map(([key, , after]) => [key, after]));
}

/** The manifest, to be written so that every reader finds the texts it has. */
export function unambiguous<T>(manifest: T): T {
  const written = quoted(manifest);
  if (written !== manifest) Object.defineProperty(manifest, 'toJSON', { value: () => written, enumerable: false });
  return manifest;
}

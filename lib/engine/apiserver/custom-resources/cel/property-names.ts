/**
 * Names of properties as identifiers of CEL: `a-b` is `a__dash__b` there, reserved words stand in underscores.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/cel/escaping.go
 */
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);
const IDENTIFIER = /^[a-zA-Z_./-][a-zA-Z0-9_./-]*$/;
const PARTS: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/** Undefined for names that no expression can say. */
export function escapedName(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`;
  if (!IDENTIFIER.test(name)) return undefined;
  return name.replace(/__|[./-]/g, (part) => PARTS[part] ?? part);
}

/** The shapes of names in Kubernetes, each with the words that describe it. */

/** A shape: whether a text has it, and how to say what it is. */
export interface NameShape {
  /** The shape in words, as a noun phrase. */
  readonly expected: string;
  /** Whether `text` has the shape. */
  test(text: string): boolean;
}

function shape(expected: string, pattern: RegExp, maxLength: number): NameShape {
  return {
    expected: `${expected}, at most ${maxLength} characters`,
    test: (text) => text.length <= maxLength && pattern.test(text),
  };
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** RFC 1123 label: names of containers, volumes, namespaces. */
export const dnsLabel = shape('lower-case letters, digits and inner dashes', new RegExp(`^${LABEL}$`), 63);
/** RFC 1035 label: names of Services. */
export const serviceName = shape(
  'a letter, then lower-case letters, digits and inner dashes',
  /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  63,
);
/** RFC 1123 subdomain: names of most objects. */
export const dnsSubdomain = shape(
  'lower-case letters, digits, inner dashes and dots',
  new RegExp(`^${LABEL}(\\.${LABEL})*$`),
  253,
);
/** Value of a label. */
export const labelValue = shape(
  'letters, digits and inner -_. (or nothing)',
  /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
  63,
);
/** Name of a port. */
export const portName: NameShape = {
  expected: 'lower-case letters, digits and single inner dashes, one letter at least, at most 15 characters',
  test: (text) =>
    text.length <= 15 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && /[a-z]/.test(text) && !text.includes('--'),
};
/** Name of an environment variable. */
export const variableName = shape(
  'letters, digits and -_. not starting with a digit',
  /^[-._a-zA-Z][-._a-zA-Z0-9]*$/,
  32767,
);
/** Key of a ConfigMap or Secret. */
export const dataKey = shape('letters, digits and -_.', /^[-._a-zA-Z0-9]+$/, 253);

const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const IMAGE = new RegExp(
  `^(?:[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*(?::\\d+)?/|\\[[0-9a-fA-F:]+\\](?::\\d+)?/)?${PATH_PART}(?:/${PATH_PART})*` +
    '(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$',
);

/** Reference of an image. */
export const imageReference: NameShape = {
  expected: 'an image as [registry/]path[:tag][@sha256:digest], the path in lower case, the digest of 64 hex digits',
  test: (text) => IMAGE.test(text),
};

/** Key of a label or annotation: an optional DNS prefix and a name. */
export const qualifiedKey: NameShape = {
  expected: 'an optional DNS prefix and a slash, then letters, digits and inner -_., at most 63 characters',
  test: (text) => {
    const parts = text.split('/');
    const name = parts[parts.length - 1] ?? '';
    const prefix = parts.length > 1 ? parts[0] : undefined;
    if (parts.length > 2 || name.length > 63 || !QUALIFIED.test(name)) return false;
    return prefix === undefined || dnsSubdomain.test(prefix);
  },
};

/** `text` turned into a DNS label as closely as possible: `My_Chart.X` becomes `my-chart-x`. Empty when nothing is left. */
export function toDnsLabel(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
}

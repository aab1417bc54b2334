/**
 * What names, keys, ports and the like must look like. Each function answers what is wrong with a text, in upstream's words and order;
 * nothing where it is right.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, pkg/api/validation/generic.go, pkg/api/validation/path/name.go
 */
export { labelValueFaults, qualifiedNameFaults } from '../label-syntax';

/** Looks at a name; with `prefix` at the beginning of one that the server will complete. */
export type NameCheck = (name: string, prefix?: boolean) => readonly string[];

const MAX_LABEL = 63;
const MAX_SUBDOMAIN = 253;
const MAX_PORT_NAME = 15;

/** A regular expression as its name in messages, and what it asks for. */
class Syntax {
  readonly #expression: RegExp;

  constructor(
    readonly pattern: string,
    private readonly demand: string,
    private readonly examples: readonly string[],
  ) {
    this.#expression = new RegExp(`^${pattern}$`);
  }

  test(text: string): boolean {
    return this.#expression.test(text);
  }

  /** `DEMAND (e.g. 'a',  or 'b', regex used for validation is 'PATTERN')` */
  get fault(): string {
    if (this.examples.length === 0) return `${this.demand} (regex used for validation is '${this.pattern}')`;
    const examples = this.examples.map((example) => `'${example}', `).join(' or ');
    return `${this.demand} (e.g. ${examples}regex used for validation is '${this.pattern}')`;
  }
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;

const dns1123Label = new Syntax(
  LABEL,
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  ['my-name', '123-abc'],
);
const dns1123Subdomain = new Syntax(
  SUBDOMAIN,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  ['example.com'],
);
const dns1035Label = new Syntax(
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  ['my-name', 'abc-123'],
);
const wildcardSubdomain = new Syntax(
  `\\*\\.${SUBDOMAIN}`,
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  ['*.example.com'],
);
const cIdentifier = new Syntax(
  '[A-Za-z_][A-Za-z0-9_]*',
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  ['my_name', 'MY_NAME', 'MyName'],
);
const environmentVariable = new Syntax(
  '[-._a-zA-Z][-._a-zA-Z0-9]*',
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  ['my.env-name', 'MY_ENV.NAME', 'MyEnvName1'],
);
const configKey = new Syntax(
  '[-._a-zA-Z0-9]+',
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  ['key.name', 'KEY_NAME', 'key-name'],
);
const httpHeader = new Syntax('[-A-Za-z0-9]+', "a valid HTTP header must consist of alphanumeric characters or '-'", [
  'X-Header-Name',
]);
const percent = new Syntax('[0-9]+%', "a valid percent string must be a numeric string followed by an ending '%'", [
  '1%',
  '93%',
]);
const httpPath = new Syntax("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+", 'Invalid path', []);

function tooLong(text: string, limit: number): string[] {
  return text.length > limit ? [`must be no more than ${limit} characters`] : [];
}

function faultsOf(syntax: Syntax, text: string): string[] {
  return syntax.test(text) ? [] : [syntax.fault];
}

export function dns1123LabelFaults(text: string): string[] {
  const faults = tooLong(text, MAX_LABEL);
  if (dns1123Label.test(text)) return faults;
  return [...faults, dns1123Subdomain.test(text) ? 'must not contain dots' : dns1123Label.fault];
}

export function dns1123SubdomainFaults(text: string): string[] {
  return [...tooLong(text, MAX_SUBDOMAIN), ...faultsOf(dns1123Subdomain, text)];
}

export function dns1035LabelFaults(text: string): string[] {
  return [...tooLong(text, MAX_LABEL), ...faultsOf(dns1035Label, text)];
}

/** `*.example.com` */
export function wildcardDns1123SubdomainFaults(text: string): string[] {
  return [...tooLong(text, MAX_SUBDOMAIN), ...faultsOf(wildcardSubdomain, text)];
}

export function cIdentifierFaults(text: string): string[] {
  return faultsOf(cIdentifier, text);
}

export function envVarNameFaults(text: string): string[] {
  return [...faultsOf(environmentVariable, text), ...parentDirectoryFaults(text)];
}

/** Keys of ConfigMaps and Secrets. */
export function configMapKeyFaults(text: string): string[] {
  return [...tooLong(text, MAX_SUBDOMAIN), ...faultsOf(configKey, text), ...parentDirectoryFaults(text)];
}

/** Names that a file system would take for something else. */
function parentDirectoryFaults(text: string): string[] {
  if (text === '.') return ["must not be '.'"];
  if (text === '..') return ["must not be '..'"];
  return text.startsWith('..') ? ["must not start with '..'"] : [];
}

export function httpHeaderNameFaults(text: string): string[] {
  return faultsOf(httpHeader, text);
}

/** `30%` */
export function percentFaults(text: string): string[] {
  return faultsOf(percent, text);
}

/** From 1 to 65535. */
export function portNumberFaults(port: number): string[] {
  return rangeFaults(port, 1, 65535);
}

/** A user's or group's id on Linux. */
export function userIdFaults(id: number): string[] {
  return rangeFaults(id, 0, 2 ** 31 - 1);
}

function rangeFaults(value: number, low: number, high: number): string[] {
  return value >= low && value <= high ? [] : [`must be between ${low} and ${high}, inclusive`];
}

/** The name of a container's or Service's port, as RFC 6335 wants it. */
export function portNameFaults(text: string): string[] {
  const faults = tooLong(text, MAX_PORT_NAME);
  if (!/^[-a-z0-9]+$/.test(text)) {
    faults.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(text)) faults.push('must contain at least one letter (a-z)');
  if (text.includes('--')) faults.push('must not contain consecutive hyphens');
  if (/^-|-$/.test(text)) faults.push('must not begin or end with a hyphen');
  return faults;
}

/** What comes after the first `/` of `example.com/path`. */
export function httpPathFaults(text: string): string[] {
  return faultsOf(httpPath, text);
}

/** What stands in a URL's path: any text that is no other path. */
export function pathSegmentFaults(text: string): string[] {
  if (text === '.' || text === '..') return [`may not be '${text}'`];
  return pathSegmentPrefixFaults(text);
}

function pathSegmentPrefixFaults(text: string): string[] {
  return ['/', '%']
    .filter((character) => text.includes(character))
    .map((character) => `may not contain '${character}'`);
}

// ---- names of objects -------------------------------------------------------------------------------------------------------

/** A prefix may end in a dash, since something will follow. */
function completed(name: string, prefix = false): string {
  return prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

export const nameIsDnsSubdomain: NameCheck = (name, prefix) => dns1123SubdomainFaults(completed(name, prefix));
export const nameIsDnsLabel: NameCheck = (name, prefix) => dns1123LabelFaults(completed(name, prefix));
export const nameIsDns1035Label: NameCheck = (name, prefix) => dns1035LabelFaults(completed(name, prefix));
export const nameIsPathSegment: NameCheck = (name, prefix) =>
  prefix ? pathSegmentPrefixFaults(name) : pathSegmentFaults(name);

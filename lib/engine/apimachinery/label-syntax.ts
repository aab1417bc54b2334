/**
 * The syntax of label keys and values.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go (IsQualifiedName, IsValidLabelValue)
 */
import { memoized } from './memoized';

const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const NAME_FAULT =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const KEY_FAULT =
  "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
const PREFIX_FAULT =
  "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const VALUE_FAULT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** What is wrong with a key such as `example.com/name`; nothing when it is right. */
export const qualifiedNameFaults: (key: string) => readonly string[] = memoized(faultsOfKey);

/** What is wrong with a value; nothing when it is right. */
export const labelValueFaults: (value: string) => readonly string[] = memoized(faultsOfValue);

function faultsOfKey(key: string): string[] {
  const parts = key.split('/');
  if (parts.length > 2) return [KEY_FAULT];
  const name = parts[parts.length - 1]!;
  const faults: string[] = [];
  if (parts.length === 2) {
    const prefix = parts[0]!;
    if (prefix === '') faults.push('prefix part must be non-empty');
    else if (prefix.length > 253) faults.push('prefix part must be no more than 253 characters');
    if (prefix !== '' && !SUBDOMAIN.test(prefix)) faults.push(PREFIX_FAULT);
  }
  if (name === '') faults.push('name part must be non-empty');
  else if (name.length > 63) faults.push('name part must be no more than 63 characters');
  if (!NAME.test(name)) faults.push(NAME_FAULT);
  return faults;
}

function faultsOfValue(value: string): string[] {
  const faults: string[] = [];
  if (value.length > 63) faults.push('must be no more than 63 characters');
  if (value !== '' && !NAME.test(value)) faults.push(VALUE_FAULT);
  return faults;
}

/**
 * What a security context says to Windows.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateWindowsSecurityContextOptions)
 */
import type { WindowsSecurityContextOptions } from '../../../apimachinery/api/core-v1';
import { byteLength } from '../../../apimachinery/go-text';
import { dns1123SubdomainFaults } from '../../../apimachinery/validation/names';
import { fields, matches, type Rule } from '../../validation/rules';

const MAX_SPEC_KIB = 64;
const MAX_DOMAIN_LENGTH = 256;
const MAX_USER_LENGTH = 104;
const CONTROL_CHARACTER = /\p{Cc}/u;
const NET_BIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_NAME = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);
const FORBIDDEN_IN_USER = /["/\\:;|=,+*?<>@[\]]/;

function credentialSpecFaults(spec: string): string[] {
  if (spec === '') return ['gmsaCredentialSpec cannot be an empty string'];
  return byteLength(spec) > MAX_SPEC_KIB * 1024 ? [`gmsaCredentialSpec size must be under ${MAX_SPEC_KIB} KiB`] : [];
}

/** `USER` or `DOMAIN\USER`. */
function userNameFaults(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (CONTROL_CHARACTER.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts.pop()!;
  return [...parts.flatMap(domainFaults), ...userFaults(user)];
}

function domainFaults(domain: string): string[] {
  return [
    ...(byteLength(domain) >= MAX_DOMAIN_LENGTH
      ? [`runAsUserName's Domain length must be under ${MAX_DOMAIN_LENGTH} characters`]
      : []),
    ...(NET_BIOS.test(domain) || DNS_NAME.test(domain)
      ? []
      : ["runAsUserName's Domain doesn't match the NetBios nor the DNS format"]),
  ];
}

function userFaults(user: string): string[] {
  const faults: string[] = [];
  if (user === '') faults.push("runAsUserName's User cannot be empty");
  else if (byteLength(user) > MAX_USER_LENGTH) {
    faults.push(`runAsUserName's User length must not be longer than ${MAX_USER_LENGTH} characters`);
  }
  if (/^[. ]+$/.test(user)) faults.push("runAsUserName's User cannot contain only periods or spaces");
  if (FORBIDDEN_IN_USER.test(user)) {
    faults.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return faults;
}

export const windowsOptionsRule: Rule<WindowsSecurityContextOptions> = fields<WindowsSecurityContextOptions>({
  gmsaCredentialSpecName: matches(dns1123SubdomainFaults),
  gmsaCredentialSpec: matches(credentialSpecFaults),
  runAsUserName: matches(userNameFaults),
});

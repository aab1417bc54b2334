/**
 * How a pod resolves names: DNS and its own hosts file.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validatePodDNSConfig, ValidateHostAliases)
 */
import type { HostAlias, PodDNSConfig } from '../../../apimachinery/api/core-v1';
import { IpAddress } from '../../../apimachinery/ip-address';
import { byteLength } from '../../../apimachinery/go-text';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { goSlice } from '../../../apimachinery/validation/go-value';
import { dns1123SubdomainFaults } from '../../../apimachinery/validation/names';
import { each, eachAtList, fields, given, must, matches, type Rule } from '../../validation/rules';
import type { PodSpecContext } from './pod-context';

/** What the C library of Linux can take. */
const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCHES_BYTES = 2048;

const addressRule: Rule<string> = must((text) => IpAddress.parse(text) !== undefined, 'must be valid IP address');

const nameserversRule: Rule<readonly string[]> = given((servers, at, report, context) => {
  if (servers.length > MAX_NAMESERVERS) {
    const detail = `must not have more than ${MAX_NAMESERVERS} nameservers`;
    report(FieldError.invalid(at, goSlice('string', servers), detail));
  }
  each(addressRule)(servers, at, report, context);
});

const searchesRule: Rule<readonly string[]> = given((searches, at, report) => {
  if (searches.length > MAX_SEARCHES) {
    const detail = `must not have more than ${MAX_SEARCHES} search paths`;
    report(FieldError.invalid(at, goSlice('string', searches), detail));
  }
  if (byteLength(searches.join(' ')) > MAX_SEARCHES_BYTES) {
    const detail = `must not have more than ${MAX_SEARCHES_BYTES} characters (including spaces) in the search list`;
    report(FieldError.invalid(at, goSlice('string', searches), detail));
  }
  searches.forEach((search, index) => {
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    for (const fault of dns1123SubdomainFaults(name)) report(FieldError.invalid(at.index(index), name, fault));
  });
});

const configRule: Rule<PodDNSConfig> = fields<PodDNSConfig>({
  nameservers: nameserversRule,
  searches: searchesRule,
  options: each(
    given(({ name }, at, report) => {
      if (!name) report(FieldError.required(at, 'must not be empty'));
    }),
  ),
});

/** A pod that wants nothing of the cluster's DNS must bring its own. */
export const dnsConfigRule: Rule<PodDNSConfig, PodSpecContext> = (config, at, report, context) => {
  if (context.spec.dnsPolicy === 'None') {
    if (!config) return report(FieldError.required(at, 'must provide `dnsConfig` when `dnsPolicy` is None'));
    if (!config.nameservers?.length) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      return report(FieldError.required(at.child('nameservers'), detail));
    }
  }
  configRule(config, at, report, undefined);
};

/** Told without indexes. */
export const hostAliasesRule: Rule<readonly HostAlias[]> = eachAtList(
  fields<HostAlias>({
    ip: (ip = '', at, report, context) => addressRule(ip, at, report, context),
    hostnames: eachAtList(matches(dns1123SubdomainFaults)),
  }),
);

/**
 * Secret: bytes under keys; some types ask for certain keys.
 *
 * Upstream: pkg/registry/core/secret/strategy.go, pkg/apis/core/validation/validation.go (ValidateSecret, ValidateSecretUpdate),
 * pkg/apis/core/v1/conversion.go (Convert_v1_Secret_To_core_Secret)
 */
import { decodeBase64, decodeBytes, encodeBase64 } from '../../apimachinery/base64';
import { parseJson } from '../../apimachinery/json/parse-json';
import type { KubeObject } from '../../apimachinery/object-meta';
import { ParseError } from '../../apimachinery/parse-error';
import { FieldError } from '../../apimachinery/validation/field-error';
import { configMapKeyFaults, nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import type { Draft } from '../strategy';
import { also, eachEntry, fields, given, matches, unchanged, type Check } from '../validation/rules';
import { immutableMembers } from './immutable-members';
import { kindStrategy } from './kind-strategy';
import { tlsPairFault } from './secret/tls-pair';

type Secret = KubeObject<{
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}>;

const MAX_BYTES = 1024 * 1024;
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
const TLS = 'kubernetes.io/tls';

/** What the types ask for; any other type is as free as `Opaque`. */
const TYPES: Readonly<Record<string, Check<Secret>>> = {
  'kubernetes.io/service-account-token': ({ metadata }, at, report) => {
    if (metadata.annotations?.[ACCOUNT_NAME]) return;
    report(FieldError.required(at.child('metadata', 'annotations').key(ACCOUNT_NAME)));
  },
  'kubernetes.io/dockercfg': jsonUnder('.dockercfg'),
  'kubernetes.io/dockerconfigjson': jsonUnder('.dockerconfigjson'),
  'kubernetes.io/basic-auth': ({ data = {} }, at, report) => {
    if (data['username'] !== undefined || data['password'] !== undefined) return;
    for (const key of ['username', 'password']) report(FieldError.required(at.child('data').key(key)));
  },
  'kubernetes.io/ssh-auth': ({ data = {} }, at, report) => {
    if (!data['ssh-privatekey']) report(FieldError.required(at.child('data').key('ssh-privatekey')));
  },
  [TLS]: ({ data = {} }, at, report) => {
    for (const key of ['tls.crt', 'tls.key']) {
      if (data[key] === undefined) report(FieldError.required(at.child('data').key(key)));
    }
  },
};

function jsonUnder(key: string): Check<Secret> {
  return ({ data = {} }, at, report) => {
    const place = at.child('data').key(key);
    const value = data[key];
    if (value === undefined) return report(FieldError.required(place));
    const fault = jsonObjectFault(decodeBase64(value));
    if (fault !== undefined) report(FieldError.invalid(place, '<secret contents redacted>', fault));
  };
}

/** Why the text is no JSON object, in Go's words. */
function jsonObjectFault(text: string): string | undefined {
  try {
    const { value } = parseJson(text);
    if (value === null || (typeof value === 'object' && !Array.isArray(value) && value.constructor === Object))
      return undefined;
    const type = Array.isArray(value)
      ? 'array'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'string'
          ? 'string'
          : 'number';
    return `json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}

const size: Check<Secret> = ({ data = {} }, at, report) => {
  const bytes = Object.values(data).reduce((sum, value) => sum + decodeBytes(value).length, 0);
  if (bytes > MAX_BYTES) report(FieldError.tooLong(at.child('data'), '', MAX_BYTES));
};

const holds = immutableMembers<Secret>('data');

export const secrets = kindStrategy<Secret>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => {
    draft.type ||= 'Opaque';
    encodeStringData(draft);
  },
  rule: also(
    fields<Secret>({ data: eachEntry({ key: matches(configMapKeyFaults) }) }),
    given(size),
    given((secret, at, report, context) => TYPES[secret.type ?? '']?.(secret, at, report, context)),
  ),
  changeRule: (secret, old, at, report, context) => {
    unchanged(secret.type, old.type, at.child('type'), report);
    holds(secret, old, at, report, context);
  },
  onUpdate: ['metadata', 'change', 'object'],
  warnings: ({ type, data = {} }) => {
    const fault = type === TLS ? tlsPairFault(data['tls.crt'] ?? '', data['tls.key'] ?? '') : undefined;
    return fault === undefined ? [] : [fault];
  },
  selectableFields: ({ type = '' }) => ({ type }),
  selectableFieldNames: ['type'],
});

/** `stringData` is for writing only: it ends up among the data, before which it wins. */
function encodeStringData(draft: Draft<Secret>): void {
  const { stringData } = draft;
  if (!stringData) return;
  delete draft.stringData;
  const encoded = Object.entries(stringData).map(([key, text]) => [key, encodeBase64(text)] as const);
  if (encoded.length > 0) draft.data = { ...draft.data, ...Object.fromEntries(encoded) };
}

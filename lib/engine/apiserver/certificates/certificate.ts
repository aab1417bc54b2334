/**
 * X.509 certificates as bytes: what they say, written and read.
 *
 * Upstream: Go's crypto/x509 (CreateCertificate), pkg/controller/certificates/authority/policies.go (usages)
 */
import { DerValue, TAG } from '../../apimachinery/der';
import {
  contextTag,
  derBitString,
  derBoolean,
  derObjectIdentifier,
  derTime,
  derValue,
} from '../../apimachinery/der-writer';
import { pemBlocks } from '../../apimachinery/pem';
import { ParseError } from '../../apimachinery/parse-error';

export interface CertificateContent {
  /** At most 16 bytes, taken as a positive number. */
  readonly serial: Uint8Array;
  /** DER of the name and of the key. */
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly fromMs: number;
  readonly untilMs: number;
  /** As a CertificateSigningRequest names them. */
  readonly usages: readonly string[];
  /** DER of the alternative names. */
  readonly alternativeNames?: Uint8Array;
  readonly isAuthority?: boolean;
}

/** Who signs. */
export interface Authority {
  readonly name: DerValue;
  /** DER of the identifier of how it signs. */
  readonly algorithm: Uint8Array;
  readonly keyIdentifier?: Uint8Array;
}

const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const BASIC_CONSTRAINTS = '2.5.29.19';
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';
const AUTHORITY_KEY_IDENTIFIER = '2.5.29.35';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const EXTENSIONS = 0xa3;
const VERSION_3 = derValue(contextTag(0), derValue(TAG.integer, Uint8Array.of(2)));

/** Bits of the key usage, counted from the first. */
const KEY_USAGE_BITS: Readonly<Record<string, number>> = {
  signing: 0,
  'digital signature': 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
};

/** In the order in which Go writes them. */
const EXTENDED_USAGES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
};

/** What is signed of a certificate, as DER. */
export function certificateBody(authority: Authority, content: CertificateContent): Uint8Array {
  const { serial, subject, publicKey, fromMs, untilMs } = content;
  return derValue(
    TAG.sequence,
    VERSION_3,
    derValue(TAG.integer, positive(serial)),
    authority.algorithm,
    authority.name.whole,
    derValue(TAG.sequence, derTime(fromMs), derTime(untilMs)),
    subject,
    publicKey,
    derValue(EXTENSIONS, derValue(TAG.sequence, ...extensionsOf(authority, content))),
  );
}

/** The whole certificate, as DER. */
export function signedCertificate(
  body: Uint8Array,
  signer: { readonly algorithm: Uint8Array; sign(bytes: Uint8Array): Uint8Array },
): Uint8Array {
  return derValue(TAG.sequence, body, signer.algorithm, derBitString(signer.sign(body)));
}

function positive(serial: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(serial);
  // No sign, and no leading zeros either.
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes;
}

function extensionsOf({ keyIdentifier }: Authority, content: CertificateContent): Uint8Array[] {
  const { usages, alternativeNames, isAuthority = false, subject } = content;
  const bits = usages.flatMap((usage) => KEY_USAGE_BITS[usage] ?? []);
  const extended = Object.entries(EXTENDED_USAGES).filter(([usage]) => usages.includes(usage));
  const identifiers = [...new Set(extended.map(([, identifier]) => identifier))];
  const anonymous = DerValue.parse(subject).content.length === 0;
  return [
    ...(bits.length > 0 ? [extension(KEY_USAGE, true, bitField(bits))] : []),
    ...(identifiers.length > 0
      ? [extension(EXTENDED_KEY_USAGE, false, derValue(TAG.sequence, ...identifiers.map(derObjectIdentifier)))]
      : []),
    extension(BASIC_CONSTRAINTS, true, derValue(TAG.sequence, ...(isAuthority ? [derBoolean(true)] : []))),
    ...(keyIdentifier
      ? [extension(AUTHORITY_KEY_IDENTIFIER, false, derValue(TAG.sequence, derValue(0x80, keyIdentifier)))]
      : []),
    ...(alternativeNames ? [extension(SUBJECT_ALTERNATIVE_NAME, anonymous, alternativeNames)] : []),
  ];
}

function extension(identifier: string, critical: boolean, value: Uint8Array): Uint8Array {
  const flag = critical ? [derBoolean(true)] : [];
  return derValue(TAG.sequence, derObjectIdentifier(identifier), ...flag, derValue(TAG.octetString, value));
}

/** A bit string with these bits set and no zeros at its end. */
function bitField(bits: readonly number[]): Uint8Array {
  const last = Math.max(...bits);
  const bytes = new Uint8Array(Math.floor(last / 8) + 1);
  for (const bit of bits) bytes[Math.floor(bit / 8)]! |= 0x80 >> (bit % 8);
  return derBitString(bytes, 7 - (last % 8));
}

/** What can be read of a certificate. */
export interface ReadCertificate {
  readonly subject: DerValue;
  readonly untilMs: number;
  readonly keyIdentifier?: Uint8Array;
}

/** The first certificate of a PEM text; undefined where there is none. @throws ParseError for one that is broken */
export function readCertificate(pem: string): ReadCertificate | undefined {
  const block = pemBlocks(pem).find(({ type }) => type === 'CERTIFICATE');
  if (!block) return undefined;
  const [body] = DerValue.parse(block.bytes).children();
  const [, , , , validity, subject, , ...rest] = body?.children() ?? [];
  const until = validity?.children()[1];
  if (!subject || !until) throw new ParseError('x509: malformed certificate');
  const extensions =
    rest
      .find(({ tag }) => tag === EXTENSIONS)
      ?.children()[0]
      ?.children() ?? [];
  const identifier = extensions
    .map((one) => one.children())
    .find(([type]) => type?.objectIdentifier() === SUBJECT_KEY_IDENTIFIER)
    ?.at(-1);
  const keyIdentifier = identifier && DerValue.parse(identifier.content).content;
  return { subject, untilMs: until.timeMs(), ...(keyIdentifier ? { keyIdentifier } : {}) };
}

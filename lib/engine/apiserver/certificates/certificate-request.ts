/**
 * A PKCS#10 request for a certificate: who asks for it, for which names, and what was signed.
 *
 * Upstream: pkg/apis/certificates/helpers.go (ParseCSR), Go's crypto/x509 (ParseCertificateRequest)
 */
import { decodeBase64 } from '../../apimachinery/base64';
import { DerValue, TAG } from '../../apimachinery/der';
import { ParseError } from '../../apimachinery/parse-error';
import { pemBlocks } from '../../apimachinery/pem';

export interface AlternativeName {
  readonly type: 'dns' | 'email' | 'ip' | 'uri';
  readonly bytes: Uint8Array;
}

export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** Other names that the certificate shall hold for. */
  readonly alternativeNames: readonly AlternativeName[];
  /** DER of the name, and of the alternative names where there are any. */
  readonly subject: Uint8Array;
  readonly alternativeNamesExtension?: Uint8Array;
  /** DER of the part that is signed, of the public key, and of the signature. */
  readonly signedPart: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
  /** Object identifier of how it was signed. */
  readonly signatureAlgorithm: string;
}

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
/** Tags of the alternative names that Go knows. */
const NAME_TYPES: Readonly<Record<number, AlternativeName['type']>> = {
  0x81: 'email',
  0x82: 'dns',
  0x86: 'uri',
  0x87: 'ip',
};
const STRUCTURE = 'certificateRequest @2';

/** @param base64 of PEM, as `spec.request` holds it. @throws ParseError */
export function parseCertificateRequest(base64: string): CertificateRequest {
  const [block] = pemBlocks(decodeBase64(base64));
  if (block?.type !== 'CERTIFICATE REQUEST') throw new ParseError('PEM block type must be CERTIFICATE REQUEST');
  const [signedPart, algorithm, signature] = DerValue.parse(block.bytes).expect(TAG.sequence, STRUCTURE).children();
  const [, subject, publicKey, attributes] = signedPart?.expect(TAG.sequence, STRUCTURE).children() ?? [];
  if (!signedPart || !algorithm || !signature || !subject || !publicKey) {
    throw new ParseError('asn1: syntax error: sequence truncated');
  }
  const names = namesOf(subject.expect(TAG.sequence, STRUCTURE));
  const alternativeNamesExtension = alternativeNamesIn(attributes);
  return {
    commonName: names.find(([type]) => type === COMMON_NAME)?.[1] ?? '',
    organizations: names.flatMap(([type, value]) => (type === ORGANIZATION ? [value] : [])),
    alternativeNames: alternativeNamesExtension ? namesIn(alternativeNamesExtension) : [],
    subject: subject.whole,
    ...(alternativeNamesExtension ? { alternativeNamesExtension } : {}),
    signedPart: signedPart.whole,
    publicKey: publicKey.expect(TAG.sequence, STRUCTURE).whole,
    signature: signature.expect(TAG.bitString, STRUCTURE).content.subarray(1),
    signatureAlgorithm: algorithm.expect(TAG.sequence, STRUCTURE).children()[0]?.objectIdentifier() ?? '',
  };
}

/** Types and values of a distinguished name: a sequence of sets of pairs. */
function namesOf(subject: DerValue): [type: string, value: string][] {
  return subject.children().flatMap((set) =>
    set.children().flatMap((pair): [string, string][] => {
      const [type, value] = pair.children();
      return type && value ? [[type.objectIdentifier(), value.text()]] : [];
    }),
  );
}

/** The extension among the attributes of a request: the value that it wraps, if it is there. */
function alternativeNamesIn(attributes: DerValue | undefined): Uint8Array | undefined {
  if (attributes?.tag !== TAG.attributes) return undefined;
  for (const attribute of attributes.children()) {
    const [type, values] = attribute.children();
    if (type?.objectIdentifier() !== EXTENSION_REQUEST) continue;
    const extensions = values?.children()[0]?.children() ?? [];
    const found = extensions
      .map((extension) => extension.children())
      .find(([identifier]) => identifier?.objectIdentifier() === SUBJECT_ALTERNATIVE_NAME);
    return found?.at(-1)?.expect(TAG.octetString, STRUCTURE).content;
  }
  return undefined;
}

function namesIn(extension: Uint8Array): AlternativeName[] {
  return DerValue.parse(extension)
    .expect(TAG.sequence, STRUCTURE)
    .children()
    .flatMap(({ tag, content }) => {
      const type = NAME_TYPES[tag];
      return type ? [{ type, bytes: content }] : [];
    });
}

/**
 * X.509 certificates: read from requests, signed with an elliptic-curve key.
 *
 * The structures are those of @peculiar/asn1-x509; keys and signatures are node:crypto's, so that nothing here waits.
 */
import { createHash, createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  KeyIdentifier,
  KeyUsage,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
/** The identifier of that algorithm, as certificates hold it. */
export const ECDSA_WITH_SHA256_DER = new Uint8Array(
  AsnConvert.serialize(new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 })),
);
const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';

export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

/** What a certificate says. */
export interface CertificateContent {
  readonly subject: Subject;
  readonly issuer: Subject;
  readonly publicKey: KeyObject;
  readonly issuerPublicKey: KeyObject;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Bits of KeyUsageFlags. */
  readonly keyUsage: number;
  /** Object identifiers. */
  readonly extendedKeyUsage?: readonly string[];
  /** DNS names and IP addresses. */
  readonly alternativeNames?: readonly string[];
  readonly authority?: boolean;
}

/** A certificate with this content as PEM, signed by an EC key. */
export function signCertificate(content: CertificateContent, issuerKey: KeyObject): string {
  const algorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x40; // positive, and no leading zero
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: bufferOf(serial),
    signature: algorithm,
    issuer: nameOf(content.issuer),
    validity: new Validity({ notBefore: new Date(content.fromMs), notAfter: new Date(content.untilMs) }),
    subject: nameOf(content.subject),
    subjectPublicKeyInfo: keyInfoOf(content.publicKey),
    extensions: new Extensions(extensionsOf(content)),
  });
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), issuerKey);
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: algorithm,
    signatureValue: bufferOf(signature),
  });
  return toPem('CERTIFICATE', AsnConvert.serialize(certificate));
}

function extensionsOf(content: CertificateContent): Extension[] {
  const { authority = false, extendedKeyUsage = [], alternativeNames = [] } = content;
  const extensions = [
    extension(id_ce_keyUsage, true, new KeyUsage(content.keyUsage)),
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: authority })),
    extension(id_ce_subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyIdentifier(content.publicKey))),
    extension(
      id_ce_authorityKeyIdentifier,
      false,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(content.issuerPublicKey)) }),
    ),
  ];
  if (extendedKeyUsage.length > 0)
    extensions.push(extension(id_ce_extKeyUsage, false, new ExtendedKeyUsage([...extendedKeyUsage])));
  if (alternativeNames.length > 0) {
    const names = alternativeNames.map((name) => new GeneralName(isIP(name) ? { iPAddress: name } : { dNSName: name }));
    extensions.push(extension(id_ce_subjectAltName, false, new SubjectAlternativeName(names)));
  }
  return extensions;
}

function extension(extnID: string, critical: boolean, value: object): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** Organizations before the common name, as Go writes them. */
function nameOf({ commonName, organizations = [] }: Subject): Name {
  const part = (type: string, text: string): RelativeDistinguishedName =>
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String: text }) }),
    ]);
  return new Name([
    ...organizations.map((organization) => part(ORGANIZATION, organization)),
    ...(commonName === '' ? [] : [part(COMMON_NAME, commonName)]),
  ]);
}

function keyInfoOf(key: KeyObject): SubjectPublicKeyInfo {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return AsnConvert.parse(publicKey.export({ type: 'spki', format: 'der' }), SubjectPublicKeyInfo);
}

function keyIdentifier(key: KeyObject): ArrayBuffer {
  return bufferOf(
    createHash('sha1')
      .update(Buffer.from(keyInfoOf(key).subjectPublicKey))
      .digest(),
  );
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

export function toPem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

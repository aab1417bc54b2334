/** Requests for certificates as `spec.request` holds them: two signed with keys that nobody has any more, and others made on the spot. */
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { encodeBase64 } from '../../lib/engine/apimachinery/base64';
import { derBitString, derObjectIdentifier, derValue } from '../../lib/engine/apimachinery/der-writer';
import { pemText } from '../../lib/engine/apimachinery/pem';

/** CN=alice, O=team */
export const ALICE =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWk1JR0JBZ0VBTUI4eERUQUxCZ05WQkFvTUJIUmxZVzB4RGpBTUJnTlZCQU1NQldGc2FXTmxNRmt3RXdZSApLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFOVRUMTVvVXRJRE96Z3VOY0tSQnZXQnF0Nlpkb3ZYaTRrcXJQCkFyOUhJZlZOOEV5MWNveUdYSUtIYmxWbjdUMUxzMWEwNVBWZTQ4QS9hbDMzazI1ZGVLQUFNQW9HQ0NxR1NNNDkKQkFNQ0EwY0FNRVFDSUVsSGpkbTdJTGcvRHhYWTZtTnVGY0hmVzZiZER2ZDB5SXpuWnZ4MGdkRGdBaUErcUVWVQpiU0xEbEJpMGtXUFdudm1UTjFCa29vcTRuZXR5ZnZUU0ljZVFodz09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=';

/** CN=root, O=system:masters */
export const ROOT =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIak1JR0tBZ0VBTUNneEZ6QVZCZ05WQkFvTURuTjVjM1JsYlRwdFlYTjBaWEp6TVEwd0N3WURWUVFEREFSeQpiMjkwTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFajFKMkhyb2NOU2p5a1RDUEM1b3J6eDdQCnNQY0FDamh0UHA2YVV0VTJtd0g4YVFUVVlrQTZQbXlRS2xvZ0EyamY2Uk90cDNLSkVRYm9tMEo3Q3EwNGphQUEKTUFvR0NDcUdTTTQ5QkFNQ0EwZ0FNRVVDSUdmOCtlTlp4WnBNbTlHWk92dGN4dWJ1OC9oaVM4TjgyWW51VjBLcwo4Nkp4QWlFQTVNQXRjU2JzMDA2WkxBQzVtay9ZL29GTk4yeE5IK1hTOUhDVy9VMis2TGc9Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=';

export interface Wish {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly dnsNames?: readonly string[];
}

const text = (tag: number, value: string): Uint8Array => derValue(tag, new TextEncoder().encode(value));
const sequence = (...parts: Uint8Array[]): Uint8Array => derValue(0x30, ...parts);

function namePart(identifier: string, value: string): Uint8Array {
  return derValue(0x31, sequence(derObjectIdentifier(identifier), text(0x0c, value)));
}

function attributes(dnsNames: readonly string[]): Uint8Array {
  if (dnsNames.length === 0) return derValue(0xa0);
  const names = sequence(...dnsNames.map((name) => text(0x82, name)));
  const extension = sequence(derObjectIdentifier('2.5.29.17'), derValue(0x04, names));
  return derValue(0xa0, sequence(derObjectIdentifier('1.2.840.113549.1.9.14'), derValue(0x31, sequence(extension))));
}

/** A request signed with a new key, and that key as PEM. */
export function requestFor({ commonName, organizations = [], dnsNames = [] }: Wish): { request: string; key: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signedPart = sequence(
    derValue(0x02, Uint8Array.of(0)),
    sequence(...organizations.map((one) => namePart('2.5.4.10', one)), namePart('2.5.4.3', commonName)),
    publicKeyOf(privateKey),
    attributes(dnsNames),
  );
  const algorithm = sequence(derObjectIdentifier('1.2.840.10045.4.3.2'));
  const request = sequence(signedPart, algorithm, derBitString(sign('sha256', signedPart, privateKey)));
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { request: encodeBase64(pemText('CERTIFICATE REQUEST', request)), key };
}

function publicKeyOf(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

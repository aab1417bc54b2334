import { parseCertificateRequest } from '../../../lib/engine/apiserver/certificates/certificate-request';
import { requestSignatures } from '../../../lib/server/tls/request-signature';
import { ALICE } from '../../support/certificate-requests';

describe('Signatures of certificate requests', () => {
  const request = parseCertificateRequest(ALICE);

  test('the request says who asks', () => {
    expect([request.commonName, request.organizations]).toEqual(['alice', ['team']]);
  });

  test('a signature of the key itself is right', () => {
    expect(requestSignatures.faultOf(request)).toBeUndefined();
  });

  test('a request that was changed after it was signed is not', () => {
    const signedPart = Uint8Array.from(request.signedPart);
    signedPart[signedPart.length - 1] = signedPart[signedPart.length - 1]! ^ 1;
    expect(requestSignatures.faultOf({ ...request, signedPart })).toBe('x509: ECDSA verification failure');
  });

  test('unknown algorithms are not trusted', () => {
    expect(requestSignatures.faultOf({ ...request, signatureAlgorithm: '1.2.3' })).toMatch(/algorithm unimplemented$/);
  });
});

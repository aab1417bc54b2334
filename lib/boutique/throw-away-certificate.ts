/** A self-signed certificate and its key for clusters that nobody depends on, the same on every machine so that manifests do not change. */

const CERTIFICATE = [
  'MIICODCCAd2gAwIBAgIUOH2ysc+DOJOyOThRWgkO3yFeD8QwCgYIKoZIzj0EAwIwUDExMC8GA1UECgwodGhyb3ctYXdheSBj',
  'ZXJ0aWZpY2F0ZSBvZiBjZGs4cy1ib3V0aXF1ZTEbMBkGA1UEAwwSYm91dGlxdWUubG9jYWxob3N0MB4XDTI2MTEyMTExMjU1',
  'MFoXDTQ2MTExNjExMjU1MFowUDExMC8GA1UECgwodGhyb3ctYXdheSBjZXJ0aWZpY2F0ZSBvZiBjZGs4cy1ib3V0aXF1ZTEb',
  'MBkGA1UEAwwSYm91dGlxdWUubG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbWfh6dwk+NlGYPrcGLSIevVm',
  'spc04mD4UDpL8CuJBuw+QOa1HWSMB3u6Sd3l7doyWLPnO7oioUkD7Cq8+UiEt6OBlDCBkTAdBgNVHQ4EFgQUDT3QTdF2eaKI',
  'xv5ukrEKvXpEdaMwHwYDVR0jBBgwFoAUDT3QTdF2eaKIxv5ukrEKvXpEdaMwDwYDVR0TAQH/BAUwAwEB/zA+BgNVHREENzA1',
  'ghJib3V0aXF1ZS5sb2NhbGhvc3SCFCouYm91dGlxdWUubG9jYWxob3N0gglsb2NhbGhvc3QwCgYIKoZIzj0EAwIDSQAwRgIh',
  'AIEaLhaNHXZHAuIK3A95gIngKuh7dHYt3DoagAauqbAVAiEAs/fw+rmZXdQm00qwsDF8hBEgvxYMR15rHkAAxXidfr8=',
].join('');

const KEY = [
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgsGAksVhEM21g0NKuip1pJG8et0hYBjtRjxHjpg4yaxShRANC',
  'AARtZ+Hp3CT42UZg+twYtIh69WaylzTiYPhQOkvwK4kG7D5A5rUdZIwHe7pJ3eXt2jJYs+c7uiKhSQPsKrz5SIS3',
].join('');

function pem(label: string, base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** For boutique.localhost and names below it, until 2046. Content of a Secret of type kubernetes.io/tls. */
export const THROW_AWAY_CERTIFICATE: Readonly<Record<'tls.crt' | 'tls.key', string>> = {
  'tls.crt': pem('CERTIFICATE', CERTIFICATE),
  'tls.key': pem('PRIVATE KEY', KEY),
};

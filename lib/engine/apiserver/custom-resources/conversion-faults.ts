/**
 * How objects become other versions: not at all but for their apiVersion, or by a webhook.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go (validateCustomResourceConversion),
 * staging/src/k8s.io/apiserver/pkg/util/webhook/validation.go
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import type { FieldPath } from '../../apimachinery/validation/field-path';
import { goSlice } from '../../apimachinery/validation/go-value';
import { dns1035LabelFaults } from '../../apimachinery/validation/names';
import type { DefinitionSpec, WebhookClientConfig } from './json-schema';

const STRATEGIES = ['None', 'Webhook'];
const REVIEW_VERSIONS = ['v1', 'v1beta1'];

export function conversionFaults({ conversion, preserveUnknownFields }: DefinitionSpec, at: FieldPath): FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  const strategyAt = at.child('strategy');
  const errors: FieldError[] = [];
  if (strategy !== 'None' && preserveUnknownFields)
    errors.push(FieldError.invalid(strategyAt, strategy, 'must be None if spec.preserveUnknownFields is true'));
  if (!strategy) errors.push(FieldError.required(strategyAt));
  else if (!STRATEGIES.includes(strategy)) errors.push(FieldError.notSupported(strategyAt, strategy, STRATEGIES));
  const configAt = at.child('webhookClientConfig');
  const versionsAt = at.child('conversionReviewVersions');
  const versions = webhook?.conversionReviewVersions ?? [];
  if (strategy === 'Webhook') {
    if (!webhook?.clientConfig) errors.push(FieldError.required(configAt, 'required when strategy is set to Webhook'));
    else errors.push(...clientFaults(webhook.clientConfig, configAt));
    return [...errors, ...reviewVersionFaults(versions, versionsAt)];
  }
  const detail = 'should not be set when strategy is not set to Webhook';
  if (webhook?.clientConfig) errors.push(FieldError.forbidden(configAt, detail));
  if (versions.length > 0) errors.push(FieldError.forbidden(versionsAt, detail));
  return errors;
}

function clientFaults({ url, service }: WebhookClientConfig, at: FieldPath): FieldError[] {
  if ((url === undefined) === (service === undefined))
    return [FieldError.required(at, 'exactly one of url or service is required')];
  if (url !== undefined) return urlFaults(url, at.child('url'));
  const errors: FieldError[] = [];
  const below = at.child('service');
  if (!service?.name) errors.push(FieldError.required(below.child('name'), 'service name is required'));
  if (!service?.namespace) errors.push(FieldError.required(below.child('namespace'), 'service namespace is required'));
  const { port = 443, path } = service ?? {};
  if (port < 1 || port > 65535)
    errors.push(
      FieldError.invalid(below.child('port'), port, 'port is not valid: must be between 1 and 65535, inclusive'),
    );
  if (path !== undefined && !path.startsWith('/'))
    errors.push(FieldError.invalid(below.child('path'), path, "must start with a '/'"));
  return errors;
}

const FORM = '; desired format: https://host[/path]';

function urlFaults(text: string, at: FieldPath): FieldError[] {
  const [, scheme = '', user, host = '', rest = ''] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(?:([^/@]*)@)?([^/?#]*)(.*)$/.exec(text) ?? [];
  const errors: FieldError[] = [];
  if (scheme !== 'https') errors.push(FieldError.invalid(at, scheme, `'https' is the only allowed URL scheme${FORM}`));
  if (host === '') errors.push(FieldError.invalid(at, host, `host must be specified${FORM}`));
  if (user !== undefined) errors.push(FieldError.invalid(at, user, 'user information is not permitted in the URL'));
  const fragment = rest.split('#')[1];
  if (fragment) errors.push(FieldError.invalid(at, fragment, 'fragments are not permitted in the URL'));
  const query = rest.split('#')[0]?.split('?')[1];
  if (query) errors.push(FieldError.invalid(at, query, 'query parameters are not permitted in the URL'));
  return errors;
}

function reviewVersionFaults(versions: readonly string[], at: FieldPath): FieldError[] {
  if (versions.length === 0) return [FieldError.required(at)];
  const errors = versions.flatMap((version, index) =>
    versions.indexOf(version) < index
      ? [FieldError.invalid(at.index(index), version, 'duplicate version')]
      : dns1035LabelFaults(version).map((fault) => FieldError.invalid(at.index(index), version, fault)),
  );
  if (versions.some((version) => REVIEW_VERSIONS.includes(version))) return errors;
  const detail = `must include at least one of ${REVIEW_VERSIONS.join(', ')}`;
  return [...errors, FieldError.invalid(at, goSlice('string', versions), detail)];
}

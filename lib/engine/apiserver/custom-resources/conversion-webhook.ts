/**
 * Objects of a custom resource turned into another version by a webhook.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/conversion/webhook_converter.go
 */
import { quote } from '../../apimachinery/go-text';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KubeObject,
} from '../../apimachinery/object-meta';
import { sha256Hex } from '../../apimachinery/sha256';
import { unknownError } from '../../apimachinery/status-error';
import type { Store } from '../../store/store';
import { placeOf } from '../admission/webhooks/client-config';
import { readReply } from '../admission/webhooks/read-reply';
import type { WebhookCaller } from '../admission/webhooks/webhook-call';
import type { CustomResourceDefinition, WebhookClientConfig } from './json-schema';

const TIMEOUT_SECONDS = 30;
const REVIEW_VERSIONS = ['v1', 'v1beta1'];

/** The webhook could not be asked, or its answer made no sense. */
class ConversionFailure extends Error {}

export class ConversionWebhook {
  constructor(
    private readonly definition: CustomResourceDefinition,
    private readonly store: Store,
    private readonly webhooks: WebhookCaller,
  ) {}

  /** That of a definition whose strategy is `Webhook`. */
  static of(
    definition: CustomResourceDefinition,
    store: Store,
    webhooks: WebhookCaller,
  ): ConversionWebhook | undefined {
    const { conversion } = definition.spec;
    if (conversion?.strategy !== 'Webhook' || !conversion.webhook?.clientConfig) return undefined;
    return new ConversionWebhook(definition, store, webhooks);
  }

  /**
   * All objects in another version, asked for at once. None may have it already.
   * @throws StatusError; WebhookSuspension while the answer is waited for
   */
  convert(objects: readonly KubeObject[], apiVersion: string): readonly KubeObject[] {
    const [first] = objects;
    if (!first) return [];
    try {
      return this.#ask(objects, apiVersion);
    } catch (error) {
      if (!(error instanceof ConversionFailure)) throw error;
      throw unknownError(`conversion webhook for ${first.apiVersion}, Kind=${first.kind} ${error.message}`);
    }
  }

  #ask(objects: readonly KubeObject[], desiredAPIVersion: string): readonly KubeObject[] {
    const { clientConfig, conversionReviewVersions } = this.definition.spec.conversion!.webhook!;
    const version = conversionReviewVersions?.find((candidate) => REVIEW_VERSIONS.includes(candidate));
    if (version === undefined) throw new ConversionFailure('failed: no supported conversion review versions');
    const uid = uidOf(JSON.stringify([desiredAPIVersion, objects]));
    const review = {
      kind: 'ConversionReview',
      apiVersion: `apiextensions.k8s.io/${version}`,
      request: { uid, desiredAPIVersion, objects: objects as unknown as readonly JsonValue[] },
    };
    const answer = this.#send(clientConfig!, review);
    const converted = convertedObjects(answer, uid, version);
    if (converted.length !== objects.length) {
      throw new ConversionFailure(`returned ${converted.length} objects, expected ${objects.length}`);
    }
    return objects.map((object, index) => checked(object, converted[index], desiredAPIVersion, index));
  }

  #send(clientConfig: WebhookClientConfig, review: JsonObject): JsonObject {
    const { name } = this.definition.metadata;
    const { url, address } = placeOf(this.store, { clientConfig, timeoutSeconds: TIMEOUT_SECONDS });
    const failed = (why: string): ConversionFailure => new ConversionFailure(`failed: ${why}`);
    if (address && 'error' in address) throw failed(`Post ${quote(url)}: ${address.error}`);
    const reply = this.webhooks.call({
      configuration: name,
      webhook: `conversion_webhook_for_${name}`,
      url,
      ...(address ? { address: address.at } : {}),
      ...(clientConfig.caBundle ? { caBundle: clientConfig.caBundle } : {}),
      timeoutSeconds: TIMEOUT_SECONDS,
      review,
    });
    if ('error' in reply) throw failed(`Post ${quote(url)}: ${reply.error}`);
    const answer = readReply(reply);
    if (typeof answer === 'string') throw failed(answer);
    return answer;
  }
}

/** Follows from what is asked, so that reading draws nothing by chance. */
function uidOf(text: string): string {
  const hex = sha256Hex(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function convertedObjects(answer: JsonObject, uid: string, version: string): readonly JsonValue[] {
  const failed = (why: string): ConversionFailure => new ConversionFailure(`failed: ${why}`);
  const response = isJsonObject(answer.response ?? null) ? (answer.response as JsonObject) : undefined;
  if (version === 'v1') {
    if (answer.apiVersion !== 'apiextensions.k8s.io/v1' || answer.kind !== 'ConversionReview') {
      const got = `${String(answer.apiVersion ?? '')}, Kind=${String(answer.kind ?? '')}`;
      throw failed(`expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got ${got}`);
    }
    if (response && response.uid !== uid) {
      throw failed(`expected response.uid=${quote(uid)}, got ${quote(String(response.uid ?? ''))}`);
    }
  }
  if (!response) throw failed('no response provided');
  const { status = '', message } = (response.result ?? {}) as { readonly status?: string; readonly message?: string };
  if (status !== 'Success') throw failed(message || `response.result.status was '${status}', not 'Success'`);
  const objects = response.convertedObjects ?? [];
  return isJsonArray(objects) ? objects : [];
}

/** The object as it came back, with the metadata that it had; labels and annotations may be new. */
function checked(original: KubeObject, value: JsonValue | undefined, apiVersion: string, index: number): KubeObject {
  const invalid = (why: string): ConversionFailure =>
    new ConversionFailure(`returned invalid converted object at index ${index}: ${why}`);
  const converted = (isJsonObject(value ?? null) ? value : {}) as unknown as Partial<KubeObject>;
  if (converted.apiVersion !== apiVersion) {
    throw invalid(`invalid groupVersion (expected ${apiVersion}, received ${converted.apiVersion ?? ''})`);
  }
  if (converted.kind !== original.kind) {
    throw invalid(`invalid kind (expected ${original.kind}, received ${converted.kind ?? ''})`);
  }
  const { metadata } = converted;
  // What field ownership converts may be a part of an object, without any.
  const given: Partial<KubeObject['metadata']> = (original as Partial<KubeObject>).metadata ?? {};
  if (!metadata) throw invalid('missing metadata in converted object');
  for (const member of ['name', 'namespace', 'uid'] as const) {
    const [before = '', after = ''] = [given[member], metadata[member]];
    const shown = member === 'uid' ? 'UID' : member;
    if (before !== after) throw invalid(`must have the same ${shown}: ${before} != ${after}`);
  }
  const { labels: _labels, annotations: _annotations, ...kept } = given;
  const { labels, annotations } = metadata;
  return {
    ...(converted as KubeObject),
    metadata: {
      ...kept,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
    } as KubeObject['metadata'],
  };
}

/**
 * Answers in the representation that was negotiated: the object, its metadata alone, or a Table; JSON or YAML; one, many, or a stream.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/response.go, handlers/watch.go
 */
import { stringify } from 'yaml';
import type { JsonObject, JsonValue, KubeObject } from '../../apimachinery/object-meta';
import type { Status } from '../../apimachinery/status-error';
import { badRequest, StatusError } from '../../apimachinery/status-error';
import { FieldError } from '../../apimachinery/validation/field-error';
import type { ApiServerCore } from '../core';
import type { ObjectList, ResourceTarget, WatchOptions } from '../request';
import { DEFAULT_PRINTER } from '../tables/column';
import { scalePrinter } from '../tables/scaling';
import { tableOf, type TableOptions } from '../tables/table';
import { watchObjects, type StorageWatchEvent } from '../verbs/watch';
import type { HttpResponse, WatchStream } from './http-message';
import { negotiate, type Representation } from './negotiation';
import { first, type Query } from './query-options';
import { inOrder } from './waiting-events';
import { WatchLines } from './watch-lines';

const PLAIN: Representation = { format: 'json', transform: 'object', metaVersion: '' };

export class Encoder {
  constructor(
    private readonly core: ApiServerCore | undefined,
    private readonly representation: Representation,
    private readonly lines = new WatchLines(),
  ) {}

  /** For refusals: in the format the client accepts, never as a Table. */
  static forErrors(accept: string | undefined): Encoder {
    try {
      return new Encoder(undefined, { ...PLAIN, format: negotiate(accept).format });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return new Encoder(undefined, PLAIN);
    }
  }

  status(status: Status): HttpResponse {
    const retry = status.details?.retryAfterSeconds;
    const response = this.#response(status.code ?? 500, status as unknown as JsonValue);
    return retry ? { ...response, headers: { ...response.headers, 'retry-after': String(retry) } } : response;
  }

  /** A stored object, in the version of the request. */
  object(status: number, target: ResourceTarget, stored: KubeObject, query: Query): HttpResponse {
    return this.#response(status, this.#transformed(target, stored, query, true));
  }

  /** An object of another kind than the resource's (Scale, Eviction, ...). */
  plain(status: number, object: KubeObject, query: Query): HttpResponse {
    const { transform, metaVersion } = this.representation;
    if (transform === 'metadata') return this.#response(status, partialMetadata(object, metaVersion));
    if (transform !== 'table') return this.#response(status, object);
    const printer = object.kind === 'Scale' ? scalePrinter : DEFAULT_PRINTER;
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    return this.#response(status, tableOf(printer, [object], metadata, this.#tableOptions(query)));
  }

  /** What a deletion that is done answers. */
  deleted(target: ResourceTarget, last: KubeObject): HttpResponse {
    const { group, plural } = target.definition;
    const details = {
      name: last.metadata.name,
      ...(group === '' ? {} : { group }),
      kind: plural,
      uid: last.metadata.uid,
    };
    return this.#response(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
  }

  list(target: ResourceTarget, list: ObjectList, query: Query): HttpResponse {
    const { definition, version } = target;
    const metadata = {
      resourceVersion: list.resourceVersion,
      ...(list.continueToken ? { continue: list.continueToken } : {}),
      ...(list.remainingItemCount ? { remainingItemCount: list.remainingItemCount } : {}),
    };
    const { transform, metaVersion } = this.representation;
    if (transform === 'table') {
      const objects = this.#versioned(target, list.items);
      return this.#response(
        200,
        tableOf(
          target.version.printer ?? definition.printer ?? DEFAULT_PRINTER,
          objects,
          metadata,
          this.#tableOptions(query),
        ),
      );
    }
    if (transform === 'metadata' || transform === 'metadata-list') {
      const items = list.items.map((item) => partialMetadata(item, metaVersion));
      return this.#response(200, {
        kind: 'PartialObjectMetadataList',
        apiVersion: `meta.k8s.io/${metaVersion}`,
        metadata,
        items,
      });
    }
    const items = this.#versioned(target, list.items).map((item) => (definition.custom ? item : withoutKind(item)));
    // Lists of custom resources say that there is nothing to continue.
    const listMetadata = definition.custom ? { continue: '', ...metadata } : metadata;
    return this.#response(200, {
      kind: definition.listKind,
      apiVersion: version.apiVersion,
      metadata: listMetadata,
      items,
    });
  }

  watch(target: ResourceTarget, options: WatchOptions, query: Query): HttpResponse {
    const core = this.core;
    if (!core) throw new Error('An encoder for errors has no watches.');
    // Bad options are refused before the stream begins: start a watch that nobody hears, and end it.
    if (this.representation.transform === 'table') this.#tableOptions(query);
    watchObjects(core, target, options, { event: () => undefined, end: () => undefined }).stop();
    return {
      status: 200,
      headers: {
        'content-type': this.representation.format === 'yaml' ? 'application/yaml;stream=watch' : 'application/json',
      },
      body: '',
      warnings: [],
      watch: {
        timeoutSeconds: options.timeoutSeconds,
        bookmarks: options.allowWatchBookmarks ?? false,
        start: (stream) => this.#startWatch(core, target, options, query, stream),
      },
    };
  }

  #startWatch(core: ApiServerCore, target: ResourceTarget, options: WatchOptions, query: Query, stream: WatchStream) {
    let first = true;
    const sendNow = (event: StorageWatchEvent): void => {
      stream.line(this.#line(target, event, query, first));
      if (event.type !== 'BOOKMARK' && event.type !== 'ERROR') first = false;
    };
    const send = target.version.allFromStorage ? inOrder(core, sendNow) : sendNow;
    const handle = watchObjects(core, target, options, { event: send, end: () => stream.end() });
    return {
      stop: () => handle.stop(),
      get seenRevision() {
        return handle.seenRevision;
      },
      bookmark: () => send({ type: 'BOOKMARK', resourceVersion: String(handle.seenRevision) }),
    };
  }

  /** Tables depend on who asks and when; everything else is the same for all who watch in one version. */
  #line(target: ResourceTarget, event: StorageWatchEvent, query: Query, withColumns: boolean): string {
    const write = (): string => JSON.stringify(this.#watchEvent(target, event, query, withColumns));
    const { transform, metaVersion } = this.representation;
    if (transform === 'table' || !('object' in event)) return write();
    const shape = `${event.type} ${target.version.apiVersion} ${transform} ${metaVersion}`;
    return this.lines.of(event.object, shape, write);
  }

  #watchEvent(target: ResourceTarget, event: StorageWatchEvent, query: Query, withColumns: boolean): JsonValue {
    if (event.type === 'ERROR') return { type: event.type, object: event.status as unknown as JsonValue };
    if (event.type === 'BOOKMARK') {
      const { definition, version } = target;
      const metadata = { resourceVersion: event.resourceVersion, creationTimestamp: null };
      const bookmark = { kind: definition.kind, apiVersion: version.apiVersion, metadata } as unknown as KubeObject;
      return { type: event.type, object: this.#shaped(target, bookmark, query, withColumns) };
    }
    return { type: event.type, object: this.#transformed(target, event.object, query, withColumns) };
  }

  #transformed(target: ResourceTarget, stored: KubeObject, query: Query, withColumns: boolean): JsonValue {
    const [object = stored] = this.#versioned(target, [stored]);
    return this.#shaped(target, object, query, withColumns);
  }

  #shaped(target: ResourceTarget, object: KubeObject, query: Query, withColumns: boolean): JsonValue {
    const { transform, metaVersion } = this.representation;
    if (transform === 'table') {
      const metadata = { resourceVersion: object.metadata.resourceVersion };
      const options = { ...this.#tableOptions(query), noHeaders: !withColumns };
      return tableOf(
        target.version.printer ?? target.definition.printer ?? DEFAULT_PRINTER,
        [object],
        metadata,
        options,
      );
    }
    if (transform === 'metadata' || transform === 'metadata-list') return partialMetadata(object, metaVersion);
    return object;
  }

  #versioned(target: ResourceTarget, objects: readonly KubeObject[]): KubeObject[] {
    const { version } = target;
    return version.allFromStorage?.(objects) ?? objects.map((object) => version.fromStorage(object));
  }

  #tableOptions(query: Query): TableOptions {
    const nowMs = this.core?.clock.now() ?? 0;
    return { nowMs, metaVersion: this.representation.metaVersion, includeObject: includedObject(query) };
  }

  #response(status: number, value: JsonValue): HttpResponse {
    const yaml = this.representation.format === 'yaml';
    const body = yaml
      ? stringify(value, { version: '1.1', sortMapEntries: true, lineWidth: 0 })
      : `${JSON.stringify(value)}\n`;
    return { status, headers: { 'content-type': yaml ? 'application/yaml' : 'application/json' }, body, warnings: [] };
  }
}

const INCLUDED = ['None', 'Metadata', 'Object'] as const;

/** @throws StatusError BadRequest */
function includedObject(query: Query): TableOptions['includeObject'] {
  const asked = first(query, 'includeObject') || 'Metadata';
  const known = INCLUDED.find((choice) => choice === asked);
  if (known) return known;
  const fault = FieldError.invalid('includeObject', asked, "must be 'Metadata', 'Object', 'None', or empty");
  throw badRequest(`Unable to convert to Table as requested: ${String(fault)}`);
}

function withoutKind({ kind: _kind, apiVersion: _apiVersion, ...rest }: KubeObject): JsonObject {
  return rest as JsonObject;
}

function partialMetadata(object: KubeObject, metaVersion: string): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${metaVersion}`, metadata: object.metadata };
}

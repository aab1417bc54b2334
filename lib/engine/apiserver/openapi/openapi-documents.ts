/**
 * Everything under `/openapi`: the index of version 3, its documents, and the one document of version 2. Texts are written when they
 * are first asked for and kept with the group version that they describe.
 *
 * Upstream: k8s.io/kube-openapi/pkg/handler3/handler.go, k8s.io/kube-openapi/pkg/handler/handler.go
 * Differs: hashes are SHA-256 of our text; version 2 in protobuf is an empty document, with which kubectl 1.27 and 1.28 work
 */
import { sha256Hex } from '../../apimachinery/sha256';
import { type DiscoveredGroupVersion } from '../discovery/group-versions';
import { customResourceOperations } from './custom-resource-operations';
import { openApiV2Document } from './openapi-v2';
import { openApiV3Document, type SchemaLookup } from './openapi-v3';
import { type Operation } from './operation';
import { groupVersionPath, resourceOperations } from './resource-operations';
import { groupOperation, groupVersionOperation, SERVER_OPERATIONS } from './server-operations';

/** The content type in which kubectl 1.27 and 1.28 ask for version 2, and the one in which it is answered. */
export const OPENAPI_V2_PROTOBUF_ACCEPT = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
export const OPENAPI_V2_PROTOBUF_TYPE = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** One document: its JSON text and the hash of that text. */
export interface OpenApiDocument {
  readonly text: string;
  /** Hexadecimal, upper case; entity tag and part of the document's address. */
  readonly hash: string;
}

const INFO = { title: 'Kubernetes', version: 'v1.28.15' };
const CUSTOM_INFO = { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' };

function documentOf(content: unknown): OpenApiDocument {
  const text = JSON.stringify(content);
  return { text, hash: sha256Hex(text).toUpperCase() };
}

function operationsOf({ group, version, resources }: DiscoveredGroupVersion): Operation[] {
  const custom = resources.some((resource) => resource.custom);
  return [
    ...(custom ? [] : [groupVersionOperation(group, version)]),
    ...resources.flatMap((resource) =>
      resource.custom ? customResourceOperations(resource) : resourceOperations(resource),
    ),
  ];
}

/** Documents of group versions that were asked for before; they are as constant as the group version itself. */
const written = new WeakMap<DiscoveredGroupVersion, OpenApiDocument>();
/** Documents that do not depend on which custom resources there are. */
const constant = new Map<string, OpenApiDocument>();

/** The documents for one set of group versions; make a new one when custom resources come, go or change. */
export class OpenApiDocuments {
  readonly #writers = new Map<string, () => OpenApiDocument>();
  #swagger: OpenApiDocument | undefined;

  /** `lookup` knows the schemas of custom resources. */
  constructor(
    private readonly groupVersions: readonly DiscoveredGroupVersion[],
    private readonly lookup: SchemaLookup = () => undefined,
  ) {
    for (const [path, operations] of Object.entries(SERVER_OPERATIONS)) this.#addConstant(path, operations);
    for (const groupVersion of groupVersions) {
      const { group, resources } = groupVersion;
      const custom = resources.some((resource) => resource.custom);
      if (group !== '' && !custom) this.#addConstant(`apis/${group}`, [groupOperation(group)]);
      this.#writers.set(groupVersionPath(groupVersion).slice(1), () => this.#groupVersionDocument(groupVersion));
    }
  }

  /** `/openapi/v3`: where each document is. */
  index(): OpenApiDocument {
    const paths = [...this.#writers]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([path, write]) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${write().hash}` }]);
    return documentOf({ paths: Object.fromEntries(paths) });
  }

  /** `/openapi/v3/PATH`, e.g. `apis/apps/v1`; undefined when there is no such document. */
  document(path: string): OpenApiDocument | undefined {
    return this.#writers.get(path)?.();
  }

  /** `/openapi/v2` as JSON. */
  swagger(): OpenApiDocument {
    this.#swagger ??= documentOf(openApiV2Document(this.#builtinOperations(), INFO));
    return this.#swagger;
  }

  #builtinOperations(): Operation[] {
    const builtin = this.groupVersions.filter(({ resources }) => resources.some((resource) => !resource.custom));
    const groups = new Set(builtin.map(({ group }) => group).filter((group) => group !== ''));
    return [
      ...Object.values(SERVER_OPERATIONS).flat(),
      ...[...groups].map(groupOperation),
      ...builtin.flatMap(operationsOf),
    ];
  }

  #addConstant(path: string, operations: readonly Operation[]): void {
    this.#writers.set(path, () => {
      const document = constant.get(path) ?? documentOf(openApiV3Document(operations, INFO));
      constant.set(path, document);
      return document;
    });
  }

  #groupVersionDocument(groupVersion: DiscoveredGroupVersion): OpenApiDocument {
    const known = written.get(groupVersion);
    if (known) return known;
    const info = groupVersion.resources.some((resource) => resource.custom) ? CUSTOM_INFO : INFO;
    const document = documentOf(openApiV3Document(operationsOf(groupVersion), info, this.lookup));
    written.set(groupVersion, document);
    return document;
  }
}

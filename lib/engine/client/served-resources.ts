/**
 * Tells of each resource that is served, once: of those there are, and of those that definitions of custom resources bring later.
 *
 * Upstream: client-go's discovery, asked every 30 s by those who follow everything
 * Differs: it is asked again only after a definition has changed, at most so often.
 */
import type { CustomResourceDefinition } from '../apimachinery/api/apiextensions-v1';
import type { Scheduling } from '../clock/clock';
import type { Client, ServedResource } from './client';
import type { InformerFactory } from './informer-factory';

const DISCOVERY_PERIOD_MS = 30_000;

export class ServedResources {
  readonly #told = new Set<string>();
  #planned = false;

  constructor(
    private readonly parts: {
      readonly client: Client;
      readonly informers: InformerFactory;
      readonly clock: Scheduling;
    },
    private readonly tell: (resource: ServedResource) => void,
  ) {}

  start(): void {
    this.#discover();
    const later = (): void => this.#discoverLater();
    this.parts.informers
      .of<CustomResourceDefinition>('apiextensions.k8s.io/customresourcedefinitions')
      .addHandlers({ added: later, updated: later });
  }

  #discoverLater(): void {
    if (this.#planned) return;
    this.#planned = true;
    this.parts.clock.schedule(DISCOVERY_PERIOD_MS, () => {
      this.#planned = false;
      this.#discover();
    });
  }

  /** Each table once, however many groups serve it. */
  #discover(): void {
    for (const resource of this.parts.client.served()) {
      if (this.#told.has(resource.table)) continue;
      this.#told.add(resource.table);
      this.tell(resource);
    }
  }
}

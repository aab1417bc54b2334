/** A request and its answer as HTTP sees them, without sockets: the door that tests and the server share. */
import type { WebhookCall, WebhookReply } from '../admission/webhooks/webhook-call';
import type { PodStreams, Stoppable, TextSink } from '../node-connection';
import type { User } from '../request';
import type { WatchHandle } from '../verbs/watch';

/** A request, as it came off the wire. */
export interface HttpRequest {
  /** `GET`, `POST`, ... */
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly url: string;
  /** Names in lower case. `impersonate-...` headers that were sent several times: their values, one a line. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The text as it came; JSON or YAML, by `content-type`. */
  readonly body?: string;
  /** Who asks, once authenticated. @default the administrator */
  readonly user?: User;
}

/** Receives a watch: each line is one event as JSON (or YAML documents). */
export interface WatchStream {
  line(text: string): void;
  end(): void;
}

/** A request that waits for replies of admission webhooks. */
export interface PendingWebhooks {
  /** What to ask. */
  readonly calls: readonly WebhookCall[];
  /** @param replies by `webhookCallKey` */
  resume(replies: ReadonlyMap<string, WebhookReply>): HttpResponse;
}

/** An answer, as it goes onto the wire. */
export interface HttpResponse {
  /** The HTTP status code. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for watches. */
  readonly body: string;
  /** Texts of `Warning: 299` headers, in order. */
  readonly warnings: readonly string[];
  /** Present when this is no answer yet: these webhooks must be asked, then the request goes on with what they replied. */
  readonly pending?: PendingWebhooks;
  /** Present for watches: starts sending, and answers what ends it. `timeoutSeconds` is the caller's to keep. */
  readonly watch?: {
    readonly timeoutSeconds: number | undefined;
    /** Whether the client takes bookmarks. */
    readonly bookmarks: boolean;
    start(stream: WatchStream): WatchHandle & { bookmark(): void };
  };
  /** Present for a text that goes on after `body`, such as a log that is followed: sends the rest as it is written. */
  follow?(sink: TextSink): Stoppable;
  /** No answer at all: nobody listens, and the connection ends without a word. */
  readonly refused?: boolean;
  /** Present with status 101: the connection changes its protocol, and these streams go over it. */
  readonly streams?: PodStreams;
}

export function textResponse(status: number, text: string, contentType = 'text/plain; charset=utf-8'): HttpResponse {
  return { status, headers: { 'content-type': contentType }, body: text, warnings: [] };
}

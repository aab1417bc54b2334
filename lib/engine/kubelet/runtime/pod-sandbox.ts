/** How the sandboxes of a pod behave: annotation `boutique.test/sandbox`, as JSON. */
import type { Pod } from '../../apiserver/resources/pod/pod-types';

const SANDBOX = 'boutique.test/sandbox';

export interface SandboxScript {
  /** How much longer than usual it takes. @default 0 */
  readonly seconds?: number;
  /** How often making it fails, with which text. @default 0 */
  readonly errors?: number;
  readonly error?: string;
  /** The first one dies then, and its containers are killed. */
  readonly diesAfterSeconds?: number;
}

/** What is no JSON counts as an error that never ends. */
export function sandboxScript({ metadata }: Pod): SandboxScript {
  const text = metadata.annotations?.[SANDBOX];
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as SandboxScript;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { errors: Infinity, error: `annotation ${SANDBOX}: ${error.message}` };
  }
}

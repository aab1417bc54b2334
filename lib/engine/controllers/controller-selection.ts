/**
 * Which controllers run: the meaning of kube-controller-manager's `--controllers`.
 *
 * `name` turns one on, `-name` off, `*` on all that are not off by default, `-*` off all that are not named. What comes first wins.
 *
 * Upstream: staging/src/k8s.io/controller-manager/pkg/informerfactory, app/helper.go (IsControllerEnabled)
 */
import { CONTROLLER_NAMES } from './controller-names';

/** Which controllers run, as the flag `--controllers` says it: `new ControllerSelection(['*', '-job'])`. */
export class ControllerSelection {
  readonly #terms: readonly string[];

  /** @throws Error for names that are no controller's */
  constructor(terms: readonly string[]) {
    const unknown = terms.filter((term) => term !== '*' && term !== '-*' && !canonicalName(term.replace(/^-/, '')));
    if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: no such controller`);
    this.#terms = terms.map((term) => {
      const name = term.replace(/^-/, '');
      return (term.startsWith('-') ? '-' : '') + (canonicalName(name) ?? name);
    });
  }

  /** @param name canonical */
  enables(name: string): boolean {
    let star = false;
    for (const term of this.#terms) {
      if (term === name) return true;
      if (term === `-${name}`) return false;
      if (term === '*') star = true;
    }
    return star && !CONTROLLER_NAMES.some((known) => known.name === name && known.offByDefault);
  }

  /** Whether all run that are not off by default. */
  get isEverything(): boolean {
    return CONTROLLER_NAMES.every(({ name, offByDefault }) => offByDefault || this.enables(name));
  }

  /** Whether any runs. Without one there is an API server alone: no scheduler either. */
  get any(): boolean {
    return CONTROLLER_NAMES.some(({ name }) => this.enables(name));
  }
}

/** Undefined for what is no controller's name. */
export function canonicalName(name: string): string | undefined {
  return CONTROLLER_NAMES.find((known) => known.name === name || known.alias === name)?.name;
}

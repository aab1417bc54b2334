/**
 * Texts that cells of several kinds share: labels, selectors, lists cut short, containers of a template.
 *
 * Upstream: pkg/printers/internalversion/printers.go, staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go (FormatLabelSelector)
 */
import { selectorOf, selectorOfMap, type Labels, type LabelSelector } from '../../apimachinery/labels';
import { ParseError } from '../../apimachinery/parse-error';
import { text, wide, type Shown, type Column } from './column';

export const NONE = '<none>';
export const UNSET = '<unset>';
export const UNKNOWN = '<unknown>';

/** `a=1,b=2` in order of key. */
export function labelsText(labels: Labels | undefined): string {
  return selectorOfMap(labels).toString() || NONE;
}

/** A selector as a query would have it; `broken` is shown for one that cannot be read. */
export function selectorText(selector: LabelSelector | undefined, empty = NONE, broken = '<error>'): string {
  try {
    return selectorOf(selector).toString() || empty;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return broken;
  }
}

/** At most `limit` items, then how many there are besides. */
export function firstOf(items: readonly string[], limit: number, separator = ','): string {
  const shown = items.slice(0, limit).join(separator);
  return items.length > limit ? `${shown} + ${items.length - limit} more...` : shown;
}

/** The part of a pod template that tables show. */
export interface ShownTemplate {
  readonly metadata?: { readonly labels?: Labels };
  readonly spec?: {
    readonly containers?: readonly { readonly name: string; readonly image?: string }[];
    readonly nodeSelector?: Labels;
  };
}

/** The columns for names and images of a template's containers. */
export function containerColumns<T extends Shown>(
  templateOf: (object: T) => ShownTemplate | undefined,
): readonly [Column<T>, Column<T>] {
  const containersOf = (object: T) => templateOf(object)?.spec?.containers ?? [];
  return [
    text('Containers', 'The names of the containers in the template.', (object) =>
      containersOf(object)
        .map(({ name }) => name)
        .join(','),
    ),
    text('Images', 'The images of the containers in the template.', (object) =>
      containersOf(object)
        .map(({ image }) => image ?? '')
        .join(','),
    ),
  ];
}

/** {@link containerColumns} for wide output. */
export function wideContainerColumns<T extends Shown>(
  templateOf: (object: T) => ShownTemplate | undefined,
): readonly Column<T>[] {
  return containerColumns(templateOf).map(wide);
}

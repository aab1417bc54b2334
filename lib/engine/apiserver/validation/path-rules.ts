/**
 * Rules for paths in a file system and for modes of files.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validatePathNoBacksteps, validateLocalDescendingPath, validateLocalNonReservedPath)
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import { also, given, must, type Rule } from './rules';

function climbs(path: string): boolean {
  return path.split('/').includes('..');
}

/** No step upwards. */
export const noBackstepsRule: Rule<string> = must((path) => !climbs(path), "must not contain '..'");

/** A relative path without a step upwards. */
export const descendingPathRule: Rule<string> = also(
  must((path) => !path.startsWith('/'), 'must be a relative path'),
  noBackstepsRule,
);

/** A descending path that does not look like the names that the kubelet keeps for itself; absent is as good as ''. */
export const projectedPathRule: Rule<string> = also(
  descendingPathRule,
  given((path, at, report) => {
    if (path.startsWith('..') && !path.startsWith('../')) {
      report(FieldError.invalid(at, path, "must not start with '..'"));
    }
  }),
);

/** Permission bits. */
export const fileModeRule: Rule<number> = must(
  (mode) => mode >= 0 && mode <= 0o777,
  'must be a number between 0 and 0777 (octal), both inclusive',
);

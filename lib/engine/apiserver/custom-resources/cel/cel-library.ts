/**
 * The CEL library, as far as it is needed at run time.
 *
 * It comes as ES modules only, which Jest cannot load from another package: the build puts it into this file (scripts/bundle-cel.mjs).
 */
export { Environment, evaluate } from '@marcbachmann/cel-js';

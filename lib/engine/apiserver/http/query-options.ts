/**
 * Options that a request carries in its query: read, checked, given their types.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go, pkg/apis/meta/internalversion/validation
 */
import type { JsonObject } from '../../apimachinery/object-meta';
import { badRequest, invalid } from '../../apimachinery/status-error';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goSlice } from '../../apimachinery/validation/go-value';
import type {
  DeleteOptions,
  FieldValidation,
  ListOptions,
  PropagationPolicy,
  WatchOptions,
  WriteOptions,
} from '../request';
import { fieldManagerRule } from '../validation/object-meta';
import { faultsOf } from '../validation/rules';

export type Query = ReadonlyMap<string, readonly string[]>;

/** Splits a query string; a parameter may come several times. */
export function parseQuery(text: string): Query {
  const query = new Map<string, string[]>();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = equals < 0 ? '' : decode(part.slice(equals + 1));
    const values = query.get(name);
    if (values) values.push(value);
    else query.set(name, [value]);
  }
  return query;
}

function decode(text: string): string {
  const spaced = text.replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

export function first(query: Query, name: string): string | undefined {
  return query.get(name)?.[0];
}

/** @throws StatusError BadRequest for what is no number */
export function integer(query: Query, name: string): number | undefined {
  const text = first(query, name);
  if (text === undefined || text === '') return undefined;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** Anything but `false`, `0` and absence is true, as Go's query conversion has it. */
export function flag(query: Query, name: string): boolean | undefined {
  const text = first(query, name);
  if (text === undefined) return undefined;
  return text !== 'false' && text !== '0';
}

export function listOptions(query: Query): ListOptions {
  integer(query, 'timeoutSeconds'); // refused when it is no number, though a list does not wait
  return {
    labelSelector: first(query, 'labelSelector'),
    fieldSelector: first(query, 'fieldSelector'),
    limit: integer(query, 'limit'),
    continueToken: first(query, 'continue'),
    resourceVersion: first(query, 'resourceVersion'),
    resourceVersionMatch: first(query, 'resourceVersionMatch'),
  };
}

export function watchOptions(query: Query): WatchOptions {
  return {
    ...listOptions(query),
    allowWatchBookmarks: flag(query, 'allowWatchBookmarks'),
    sendInitialEvents: flag(query, 'sendInitialEvents'),
    timeoutSeconds: integer(query, 'timeoutSeconds'),
  };
}

export type WriteOptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';

/** @throws StatusError Invalid, naming the options' kind */
export function writeOptions(query: Query, kind: WriteOptionsKind, apply: boolean): WriteOptions {
  const errors: FieldError[] = [];
  const force = flag(query, 'force');
  const fieldManager = first(query, 'fieldManager') ?? '';
  if (kind === 'PatchOptions') {
    if (apply && fieldManager === '') errors.push(FieldError.required('fieldManager', 'is required for apply patch'));
    if (!apply && force !== undefined)
      errors.push(FieldError.forbidden('force', 'may not be specified for non-apply patch'));
  }
  errors.push(
    ...faultsOf(fieldManagerRule, fieldManager, FieldPath.of('fieldManager')),
    ...faultsOfDryRun(query.get('dryRun')),
  );
  const fieldValidation = first(query, 'fieldValidation') ?? '';
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(fieldValidation)) {
    errors.push(FieldError.notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn']));
  }
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors);
  return {
    dryRun: isDryRun(query.get('dryRun')),
    ...(fieldManager === '' ? {} : { fieldManager }),
    ...(fieldValidation === '' ? {} : { fieldValidation: fieldValidation as FieldValidation }),
    ...(force === undefined ? {} : { force }),
  };
}

function isDryRun(values: readonly string[] | undefined): boolean {
  return (values ?? []).includes('All');
}

function faultsOfDryRun(values: readonly string[] | undefined): FieldError[] {
  if (!values || values.every((value) => value === 'All')) return [];
  return [FieldError.notSupported('dryRun', goSlice('string', values), ['All'])];
}

/** Delete options come in the body, else in the query. @throws StatusError */
export function deleteOptions(query: Query, body: JsonObject | undefined): DeleteOptions {
  const source = body ?? fromQuery(query);
  const errors: FieldError[] = [];
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = source as {
    gracePeriodSeconds?: number;
    propagationPolicy?: string;
    orphanDependents?: boolean;
    preconditions?: { uid?: string; resourceVersion?: string };
    dryRun?: readonly string[];
  };
  if (propagationPolicy != null && orphanDependents != null) {
    errors.push(
      FieldError.invalid(
        'propagationPolicy',
        propagationPolicy,
        'orphanDependents and deletionPropagation cannot be both set',
      ),
    );
  }
  if (propagationPolicy != null && !['Foreground', 'Background', 'Orphan'].includes(propagationPolicy)) {
    errors.push(
      FieldError.notSupported('propagationPolicy', propagationPolicy, ['Foreground', 'Background', 'Orphan', 'nil']),
    );
  }
  errors.push(...faultsOfDryRun(dryRun));
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  return {
    // A negative period counts as one second.
    ...(gracePeriodSeconds == null ? {} : { gracePeriodSeconds: gracePeriodSeconds < 0 ? 1 : gracePeriodSeconds }),
    ...(propagationPolicy == null ? {} : { propagationPolicy: propagationPolicy as PropagationPolicy }),
    ...(orphanDependents == null ? {} : { orphanDependents }),
    ...(preconditions == null ? {} : { preconditions }),
    dryRun: isDryRun(dryRun),
  };
}

function fromQuery(query: Query): JsonObject {
  const gracePeriodSeconds = integer(query, 'gracePeriodSeconds');
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(first(query, 'propagationPolicy') ? { propagationPolicy: first(query, 'propagationPolicy') } : {}),
    ...(query.has('orphanDependents') ? { orphanDependents: flag(query, 'orphanDependents') } : {}),
    ...(query.has('dryRun') ? { dryRun: query.get('dryRun') } : {}),
  } as JsonObject;
}

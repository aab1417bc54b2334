/**
 * One fault of an object: which field, which value, what is wrong. Lists of them become an `Invalid` Status with a cause for each.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go
 */
import { formatFloat, quote } from '../go-text';
import { type FieldPath } from './field-path';
import { GoValue, type Printable, goSyntax } from './go-value';

export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'InternalError'
  | 'FieldValueTypeInvalid';

const TITLES: Record<FieldErrorType, string> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  InternalError: 'Internal error',
  FieldValueTypeInvalid: 'Invalid value',
};

const WITHOUT_VALUE: ReadonlySet<FieldErrorType> = new Set<FieldErrorType>([
  'FieldValueRequired',
  'FieldValueForbidden',
  'FieldValueTooLong',
  'InternalError',
]);

/** Where a fault lies; a text stands for a path that is written already. */
export type FieldLocation = FieldPath | string;

/** The text of a quoted value: null is shown as a quoted word, structs as Go writes them. */
function showValue(value: Printable): string {
  if (value instanceof GoValue) return value.text;
  if (value === null || value === undefined) return '"null"';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return formatFloat(value);
  return goSyntax(value);
}

export class FieldError {
  readonly field: string;

  private constructor(
    readonly type: FieldErrorType,
    location: FieldLocation,
    readonly badValue: Printable,
    readonly detail: string,
    private readonly hidesValue = false,
  ) {
    this.field = location.toString();
  }

  static required(field: FieldLocation, detail = ''): FieldError {
    return new FieldError('FieldValueRequired', field, '', detail);
  }

  static invalid(field: FieldLocation, value: Printable, detail: string): FieldError {
    return new FieldError('FieldValueInvalid', field, value, detail);
  }

  /** Where no single value is at fault, none is shown. */
  static invalidWithoutValue(field: FieldLocation, detail: string): FieldError {
    return new FieldError('FieldValueInvalid', field, '', detail, true);
  }

  /** `validValues` are listed in the order given; callers sort where upstream does. */
  static notSupported(field: FieldLocation, value: Printable, validValues: readonly string[]): FieldError {
    const detail = validValues.length > 0 ? `supported values: ${validValues.map(quote).join(', ')}` : '';
    return new FieldError('FieldValueNotSupported', field, value, detail);
  }

  static duplicate(field: FieldLocation, value: Printable): FieldError {
    return new FieldError('FieldValueDuplicate', field, value, '');
  }

  static forbidden(field: FieldLocation, detail: string): FieldError {
    return new FieldError('FieldValueForbidden', field, '', detail);
  }

  /** `maxLength` in bytes. */
  static tooLong(field: FieldLocation, value: Printable, maxLength: number): FieldError {
    return new FieldError('FieldValueTooLong', field, value, `must have at most ${maxLength} bytes`);
  }

  /** The wording that schemas of custom resources use; a negative `maxLength` names no limit. */
  static tooLongMaxLength(field: FieldLocation, value: Printable, maxLength: number): FieldError {
    const detail = maxLength >= 0 ? `may not be longer than ${maxLength}` : 'value is too long';
    return new FieldError('FieldValueTooLong', field, value, detail);
  }

  /** A negative `actual` or `max` is not told. */
  static tooMany(field: FieldLocation, actual: number, max: number): FieldError {
    const detail = max >= 0 ? `must have at most ${max} items` : 'has too many items';
    return new FieldError('FieldValueTooMany', field, actual, detail, actual < 0);
  }

  static notFound(field: FieldLocation, value: Printable): FieldError {
    return new FieldError('FieldValueNotFound', field, value, '');
  }

  static typeInvalid(field: FieldLocation, value: Printable, detail: string): FieldError {
    return new FieldError('FieldValueTypeInvalid', field, value, detail);
  }

  static internalError(field: FieldLocation, message: string): FieldError {
    return new FieldError('InternalError', field, null, message);
  }

  /** The same fault with another detail. */
  withDetail(detail: string): FieldError {
    return new FieldError(this.type, this.field, this.badValue, detail, this.hidesValue);
  }

  /** The same fault at another field. */
  at(field: FieldLocation): FieldError {
    return new FieldError(this.type, field, this.badValue, this.detail, this.hidesValue);
  }

  /** What is wrong, without the field: `Invalid value: "a b": must ...`. */
  get body(): string {
    const title = TITLES[this.type];
    const shown = WITHOUT_VALUE.has(this.type) || this.hidesValue ? title : `${title}: ${showValue(this.badValue)}`;
    return this.detail === '' ? shown : `${shown}: ${this.detail}`;
  }

  toString(): string {
    return `${this.field}: ${this.body}`;
  }
}

/** The faults as one message: alone, or in brackets; repeated texts are told once. '' where there are none. */
export function aggregateMessage(errors: readonly { toString(): string }[]): string {
  const texts = [...new Set(errors.map(String))];
  return texts.length === 1 ? (texts[0] ?? '') : texts.length === 0 ? '' : `[${texts.join(', ')}]`;
}

/**
 * The formats of texts that schemas may ask for; any other name asks for nothing.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/validation/formats.go, kube-openapi/pkg/validation/strfmt
 */
import { IpAddress } from '../../apimachinery/ip-address';

type FormatCheck = (text: string) => boolean;

const matching =
  (expression: RegExp): FormatCheck =>
  (text) =>
    expression.test(text);

const HEX = '[0-9a-f]';
const uuid = (version: string, variant: string): FormatCheck =>
  matching(
    new RegExp(`^${HEX}{8}-?${HEX}{4}-?${version}${HEX}{${version === '' ? 4 : 3}}-?${variant}-?${HEX}{12}$`, 'i'),
  );

const isIpv4: FormatCheck = (text) => IpAddress.parse(text)?.writtenAsIpv6 === false;
const isIpv6: FormatCheck = (text) => IpAddress.parse(text)?.writtenAsIpv6 === true;

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/');
  if (more.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return isIpv4(address) ? Number(bits) <= 32 : isIpv6(address) && Number(bits) <= 128;
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isDateTime(text: string): boolean {
  const [, date = '', hours, minutes, seconds] =
    /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:[.,]\d+)?(?:[Zz]|[+-]\d{2}:?\d{2})$/.exec(text) ?? [];
  return isDate(date) && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60;
}

/** An ISBN's check digit is right. */
function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + (index + 1) * (digit === 'X' ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  return [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

const CREDIT_CARD =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;
const COLOR_PART = '(?:\\s*(?:25[0-5]|2[0-4]\\d|1\\d\\d|\\d{1,2})\\s*)';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const HOST_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';

const FORMATS: Readonly<Record<string, FormatCheck>> = {
  bsonobjectid: matching(/^[0-9a-fA-F]{24}$/),
  uri: matching(/^(?:[A-Za-z][A-Za-z0-9+.-]*:[^\s]*|\/[^\s]*)$/),
  email: matching(/^(?:[^<>]*<)?[^\s@<>]+@[^\s@<>]+>?$/),
  hostname: matching(new RegExp(`^(?=.{1,255}$)${HOST_LABEL}(?:\\.${HOST_LABEL})*\\.?$`)),
  ipv4: isIpv4,
  ipv6: isIpv6,
  cidr: isCidr,
  mac: matching(
    /^(?:[0-9a-fA-F]{2}([:-])(?:[0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}|[0-9a-fA-F]{4}(?:\.[0-9a-fA-F]{4}){2})$/,
  ),
  uuid: uuid('', `${HEX}{4}`),
  uuid3: uuid('3', `${HEX}{4}`),
  uuid4: uuid('4', `[89ab]${HEX}{3}`),
  uuid5: uuid('5', `[89ab]${HEX}{3}`),
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  creditcard: (text) => CREDIT_CARD.test(text.replace(/\D+/g, '')),
  ssn: matching(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  hexcolor: matching(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  rgbcolor: matching(new RegExp(`^rgb\\(${COLOR_PART},${COLOR_PART},${COLOR_PART}\\)$`)),
  byte: matching(BASE64),
  password: () => true,
  date: isDate,
  duration: matching(
    /^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)\s*(?:ns|us|µs|μs|ms|s|m|h|(?:nano|micro|milli)s?(?:ec(?:ond)?s?)?|sec(?:ond)?s?|min(?:ute)?s?|h(?:r|our)s?|d(?:ay)?s?|w(?:(?:ee)?k)?s?)\s*)+$/,
  ),
  datetime: isDateTime,
};

/** Whether the text has the format; also true for formats that nobody checks. */
export function hasFormat(text: string, format: string): boolean {
  const name = format.replace(/-/g, '');
  return Object.hasOwn(FORMATS, name) ? (FORMATS[name]?.(text) ?? true) : true;
}

/**
 * Reads struct declarations out of Go source: which fields a struct has in JSON, which of them `omitempty`, which are pointers and
 * what kind of Go type each has. It knows just enough of Go's grammar for the API type packages.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoField, GoKind } from '../../lib/engine/apimachinery/schema/schema';

/** A type declaration: the lines of a struct, or the type that a named type stands for; and what its file imports. */
interface TypeDeclaration {
  readonly package: string;
  readonly imports: ReadonlyMap<string, string>;
  readonly structLines?: readonly string[];
  readonly underlying?: string;
}

const SCALARS = /^(string|bool|byte|rune|u?int(8|16|32|64)?|float(32|64))$/;
const FIELD = /^(?:(?<name>\w+)\s+)?(?<type>[^\s`]+)(?:\s+`json:"(?<json>[^"]*)"[^`]*`)?$/;

function importsOf(source: string): Map<string, string> {
  const imports = new Map<string, string>();
  const block = /^import \(([^)]*)\)/m.exec(source)?.[1] ?? '';
  for (const [, alias, path = ''] of `${block}\n`.matchAll(/^\s*(\w+)?\s*"([^"]+)"/gm))
    imports.set(alias ?? path.slice(path.lastIndexOf('/') + 1), path);
  for (const [, alias, path = ''] of source.matchAll(/^import (\w+)?\s*"([^"]+)"/gm))
    imports.set(alias ?? path.slice(path.lastIndexOf('/') + 1), path);
  return imports;
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** The Go packages below a folder that holds checkouts of `k8s.io/...` modules side by side (`api`, `apimachinery`, ...). */
export class GoPackages {
  readonly #packages = new Map<string, ReadonlyMap<string, TypeDeclaration>>();

  constructor(private readonly checkouts: string) {}

  /**
   * The JSON fields of a struct in Go's order, embedded structs flattened; undefined when there is no such struct.
   *
   * @throws Error at a declaration that this reader does not understand.
   */
  fieldsOf(packagePath: string, struct: string): GoField[] | undefined {
    const declaration = this.#declarationsOf(packagePath).get(struct);
    if (declaration?.underlying) {
      const [target, name] = this.#resolve(declaration.underlying, declaration);
      return this.fieldsOf(target, name);
    }
    return declaration?.structLines?.flatMap((line) => this.#fieldsOfLine(line, declaration));
  }

  #fieldsOfLine(line: string, declaration: TypeDeclaration): GoField[] {
    const field = FIELD.exec(line)?.groups;
    if (!field?.type) throw new Error(`${declaration.package}: cannot read the field "${line}"`);
    const [json = '', ...options] = (field.json ?? '').split(',');
    if (json === '-') return [];
    if (field.name === undefined && json === '') {
      const [target, name] = this.#resolve(field.type, declaration);
      const embedded = this.fieldsOf(target, name);
      if (!embedded) throw new Error(`${declaration.package}: cannot find the embedded ${field.type}`);
      return embedded;
    }
    const pointer = field.type.startsWith('*');
    return [
      {
        name: json === '' ? (field.name ?? '') : json,
        omitEmpty: options.includes('omitempty'),
        pointer,
        kind: this.#kindOf(pointer ? field.type.slice(1) : field.type, declaration),
      },
    ];
  }

  #kindOf(type: string, declaration: TypeDeclaration): GoKind {
    if (SCALARS.test(type)) return 'scalar';
    if (type === 'interface{}' || type === 'any') return 'interface';
    if (type === '[]byte') return 'bytes';
    const element = /^(?:\[\]|map\[[^\]]*\])(.*)$/.exec(type)?.[1];
    if (element?.startsWith('*')) throw new Error(`${declaration.package}: elements that are pointers (${type})`);
    if (element !== undefined) return type.startsWith('[]') ? 'slice' : 'map';
    const [target, name] = this.#resolve(type, declaration);
    const named = this.#declarationsOf(target).get(name);
    if (!named) throw new Error(`${declaration.package}: cannot find ${type} in ${target}`);
    return named.underlying === undefined ? 'struct' : this.#kindOf(named.underlying, named);
  }

  #resolve(type: string, { package: own, imports }: TypeDeclaration): [string, string] {
    const [qualifier = '', name] = type.split('.');
    if (name === undefined) return [own, type];
    const target = imports.get(qualifier);
    if (target === undefined) throw new Error(`${own}: ${type} is not imported`);
    return [target, name];
  }

  #declarationsOf(packagePath: string): ReadonlyMap<string, TypeDeclaration> {
    const known = this.#packages.get(packagePath);
    if (known) return known;
    const declarations = new Map<string, TypeDeclaration>();
    const folder = join(this.checkouts, packagePath.replace(/^k8s\.io\//, ''));
    const files = existsSync(folder) ? readdirSync(folder) : [];
    for (const file of files.filter((name) => name.endsWith('.go') && !name.endsWith('_test.go')))
      readDeclarations(packagePath, withoutComments(readFileSync(join(folder, file), 'utf8')), declarations);
    this.#packages.set(packagePath, declarations);
    return declarations;
  }
}

function readDeclarations(packagePath: string, source: string, into: Map<string, TypeDeclaration>): void {
  const where = { package: packagePath, imports: importsOf(source) };
  for (const [, name = '', body = ''] of source.matchAll(/^type (\w+) struct \{([^}]*(?:\{\}[^}]*)*)^\}/gm))
    into.set(name, {
      ...where,
      structLines: body
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    });
  for (const [, name = ''] of source.matchAll(/^type (\w+) struct ?\{\s*\}$/gm))
    into.set(name, { ...where, structLines: [] });
  for (const [, name = '', underlying = ''] of source.matchAll(
    /^type (\w+) (?:= )?(?!struct|interface|func)(\S+)\s*$/gm,
  ))
    into.set(name, { ...where, underlying });
}

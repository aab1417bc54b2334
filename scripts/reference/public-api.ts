/** What the package exports, read from the declarations that the compiler emits: every exported name with its module and its syntax. */
import { join, relative, sep } from 'node:path';
import * as ts from 'typescript';

/** One exported name. */
export interface PublicDeclaration {
  readonly name: string;
  /** Path of the module without `lib/` and extension: `constructs/pod/port`. */
  readonly module: string;
  /** The declaration as the emitted `.d.ts` has it. */
  readonly statement: ts.Statement;
}

function compilerOptions(root: string): ts.CompilerOptions {
  const config = ts.readConfigFile(join(root, 'tsconfig.build.json'), (path) => ts.sys.readFile(path));
  return ts.parseJsonConfigFileContent(config.config, ts.sys, root).options;
}

/** Emitted declarations by source file. */
function emitDeclarations(program: ts.Program): Map<string, ts.SourceFile> {
  const emitted = new Map<string, ts.SourceFile>();
  const write: ts.WriteFileCallback = (path, text, _mark, _error, sources) => {
    const [source] = sources ?? [];
    if (!source || !path.endsWith('.d.ts')) return;
    emitted.set(source.fileName, ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true));
  };
  program.emit(undefined, write, undefined, true);
  return emitted;
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.some((one) => one.name.getText() === name);
  }
  const named = statement as ts.Statement & { readonly name?: ts.Node };
  return named.name?.getText() === name;
}

/** Everything that each entry (such as `lib/index.ts`) exports from files of the project, by module and then in the order of the module. */
export function publicApis(root: string, entries: readonly string[]): Map<string, PublicDeclaration[]> {
  const files = entries.map((entry) => join(root, entry));
  const program = ts.createProgram(files, { ...compilerOptions(root), noEmit: false, declaration: true });
  const emitted = emitDeclarations(program);
  return new Map(entries.map((entry) => [entry, exportsOf(program, emitted, root, entry)]));
}

function exportsOf(
  program: ts.Program,
  emitted: ReadonlyMap<string, ts.SourceFile>,
  root: string,
  entry: string,
): PublicDeclaration[] {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(root, entry));
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} exports nothing`);
  const found = checker.getExportsOfModule(module).flatMap((exported): PublicDeclaration[] => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const [declaration] = symbol.declarations ?? [];
    const file = declaration && emitted.get(declaration.getSourceFile().fileName);
    const statements = file?.statements.filter((one) => declares(one, symbol.name)) ?? [];
    const path = declaration ? relative(join(root, 'lib'), declaration.getSourceFile().fileName) : '';
    const name = path.split(sep).join('/').replace(/\.ts$/, '');
    return statements.map((statement) => ({ name: exported.name, module: name, statement }));
  });
  return found.sort((a, b) => compare(a.module, b.module) || a.statement.pos - b.statement.pos);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Whether users see a member: not private, and not the compiler's stand-in for private names. */
export function isVisible(member: ts.ClassElement): boolean {
  const hidden = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private;
  return !hidden && !(member.name && ts.isPrivateIdentifier(member.name));
}

/** What a declaration or member says about itself. */
export interface Documentation {
  readonly text: string;
  readonly default?: string;
}

const oneLine = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();

/** The comment right above a node. */
export function documentationOf(node: ts.Node): Documentation {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === 'default');
  const fallback = tag && oneLine(ts.getTextOfJSDocComment(tag.comment)).replace(/^- /, '');
  return { text: oneLine(ts.getTextOfJSDocComment(comment?.comment)), ...(fallback ? { default: fallback } : {}) };
}

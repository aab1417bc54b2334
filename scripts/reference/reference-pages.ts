/** The reference: one Markdown page per folder of the library, from the docstrings. */
import * as ts from 'typescript';
import { documentationOf, isVisible, type PublicDeclaration } from './public-api';

/** Text in a cell of a table. */
const cell = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
const code = (text: string): string => (text === '' ? '' : `\`${cell(text)}\``);

/** Name of the page that a module is on: `constructs-pod` for `constructs/pod/port`. */
function pageOf(module: string): string {
  return module.split('/').slice(0, -1).join('-');
}

/** Links from names to pages. */
type Links = ReadonlyMap<string, string>;

function linked(text: string, links: Links): string {
  const name = /^[A-Za-z]\w*/.exec(text)?.[0] ?? '';
  const page = links.get(name);
  return page ? `[${code(text)}](${page}.md#${name.toLowerCase()})` : code(text);
}

function heritage(node: ts.ClassDeclaration | ts.InterfaceDeclaration, links: Links): string[] {
  const clauses = node.heritageClauses ?? [];
  return clauses.map(({ token, types }) => {
    const word = token === ts.SyntaxKind.ExtendsKeyword ? 'Extends' : 'Implements';
    return `${word} ${types.map((type) => linked(type.getText(), links)).join(', ')}.`;
  });
}

type Property = ts.PropertySignature | ts.PropertyDeclaration;

function propertyTable(properties: readonly Property[]): string[] {
  if (properties.length === 0) return [];
  const rows = properties.map((property) => {
    const { text, default: fallback = '' } = documentationOf(property);
    const mark = property.questionToken ? '?' : '';
    const name = `${property.name.getText()}${mark}`;
    return `| ${code(name)} | ${code(property.type?.getText() ?? '')} | ${cell(text)} | ${cell(fallback)} |`;
  });
  return ['| property | type | what it is | default |\n|---|---|---|---|\n' + rows.join('\n')];
}

function signatureOf(
  member: ts.MethodDeclaration | ts.MethodSignature | ts.ConstructorDeclaration,
  owner: string,
): string {
  const parameters = member.parameters.map((parameter) => parameter.getText()).join(', ');
  if (ts.isConstructorDeclaration(member)) return `new ${owner}(${parameters})`;
  const modifiers = ts.getCombinedModifierFlags(member);
  const prefix = modifiers & ts.ModifierFlags.Static ? `${owner}.` : '';
  return `${prefix}${member.name.getText()}(${parameters}): ${member.type?.getText() ?? 'void'}`;
}

function methodList(members: readonly (ts.ClassElement | ts.TypeElement)[], owner: string): string[] {
  const methods = members.filter(
    (member): member is ts.MethodDeclaration | ts.MethodSignature =>
      ts.isMethodDeclaration(member) || ts.isMethodSignature(member),
  );
  if (methods.length === 0) return [];
  return [methods.map((method) => `- ${code(signatureOf(method, owner))}: ${documentationOf(method).text}`).join('\n')];
}

function accessorTable(members: readonly ts.ClassElement[]): string[] {
  const accessors = members.filter(ts.isGetAccessorDeclaration);
  if (accessors.length === 0) return [];
  const rows = accessors.map(
    (one) =>
      `| ${code(one.name.getText())} | ${code(one.type?.getText() ?? '')} | ${cell(documentationOf(one).text)} |`,
  );
  return ['| computed | type | what it is |\n|---|---|---|\n' + rows.join('\n')];
}

function classBody(node: ts.ClassDeclaration, name: string, links: Links): string[] {
  const members = node.members.filter(isVisible);
  const constructed = members.filter(ts.isConstructorDeclaration).slice(0, 1);
  const isProtected = (member: ts.ClassElement): boolean =>
    (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Protected) !== 0;
  const open = members.filter((member) => !isProtected(member));
  return [
    ...heritage(node, links),
    ...constructed.filter((one) => !isProtected(one)).map((one) => '```ts\n' + signatureOf(one, name) + '\n```'),
    ...propertyTable(open.filter(ts.isPropertyDeclaration)),
    ...accessorTable(open),
    ...methodList(open, name),
  ];
}

function section({ name, statement }: PublicDeclaration, links: Links): string {
  const head = [`## ${name}`, documentationOf(statement).text];
  const body = (): string[] => {
    if (ts.isClassDeclaration(statement)) return classBody(statement, name, links);
    if (ts.isInterfaceDeclaration(statement)) {
      const properties = statement.members.filter(ts.isPropertySignature);
      return [...heritage(statement, links), ...propertyTable(properties), ...methodList(statement.members, name)];
    }
    return ['```ts\n' + statement.getText().replace(/^export declare |^export /, '') + '\n```'];
  };
  return [...head, ...body()].filter((part) => part !== '').join('\n\n');
}

/** The pages by file name, the table of contents among them. */
export function referencePages(api: readonly PublicDeclaration[]): Map<string, string> {
  const links = new Map(api.map(({ name, module }) => [name, pageOf(module)]));
  const pages = [...new Set(links.values())].sort();
  const files = pages.map((page): [string, string] => {
    const here = api.filter(({ module }) => pageOf(module) === page);
    const title = `# ${page.split('-').join('/')}\n\n[Contents](README.md)`;
    return [`${page}.md`, `${[title, ...here.map((one) => section(one, links))].join('\n\n')}\n`];
  });
  const contents = pages.map((page) => {
    const names = [...new Set(api.filter(({ module }) => pageOf(module) === page).map(({ name }) => name))].sort();
    return `- [${page.split('-').join('/')}](${page}.md): ${names.map((name) => `[${name}](${page}.md#${name.toLowerCase()})`).join(', ')}`;
  });
  const head =
    '# Reference\n\nGenerated from the docstrings; `npm run snapshots` writes it anew. Signatures alone: [API report](api-report.md).';
  return new Map([...files, ['README.md', `${head}\n\n${contents.join('\n')}\n`]]);
}

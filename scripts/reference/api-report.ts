/** The API report: signatures of everything that is exported, without comments and private members. A change of it is a change for users. */
import * as ts from 'typescript';
import { isVisible, type PublicDeclaration } from './public-api';

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

const withoutPrivate: ts.TransformerFactory<ts.Node> = (context) => {
  const visit = (node: ts.Node): ts.Node => {
    if (!ts.isClassDeclaration(node)) return node;
    const members = node.members.filter(isVisible);
    return context.factory.updateClassDeclaration(
      node,
      node.modifiers,
      node.name,
      node.typeParameters,
      node.heritageClauses,
      members,
    );
  };
  return visit;
};

function signature({ statement }: PublicDeclaration): string {
  const [shown = statement] = ts.transform<ts.Node>(statement, [withoutPrivate]).transformed;
  return printer
    .printNode(ts.EmitHint.Unspecified, shown, statement.getSourceFile())
    .replace(/^export declare |^export /, '');
}

/** The report of what is imported as `subpath`, as Markdown, a block of TypeScript for each module. */
export function apiReport(subpath: string, api: readonly PublicDeclaration[]): string {
  const modules = [...new Set(api.map(({ module }) => module))];
  const blocks = modules.map((module) => {
    const signatures = api.filter((one) => one.module === module).map(signature);
    return `## ${module}\n\n\`\`\`ts\n${[...new Set(signatures)].join('\n\n')}\n\`\`\`\n`;
  });
  const head = `# API report

Everything that \`${subpath}\` exports, as signatures. Generated; \`npm run snapshots\` writes it anew. What is removed or changed here
breaks users and belongs into the changelog.
`;
  return [head, ...blocks].join('\n');
}

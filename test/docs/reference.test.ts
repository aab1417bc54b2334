/** The reference and the API report in docs/reference say what the code says today: a change of the public API shows in a review. */
import { join, resolve } from 'node:path';
import * as ts from 'typescript';
import { apiReport } from '../../scripts/reference/api-report';
import { documentationOf, publicApi } from '../../scripts/reference/public-api';
import { referencePages } from '../../scripts/reference/reference-pages';
import { snapshotTests } from '../support/snapshot-folder';

const root = resolve(__dirname, '..', '..');
const api = publicApi(root);

describe('the public API', () => {
  test('is documented, every name and every property', () => {
    const silent = api.flatMap(({ name, module, statement }) => {
      const properties = ts.isInterfaceDeclaration(statement) ? statement.members.filter(ts.isPropertySignature) : [];
      // the literal by which members of a union are told apart explains itself
      const members = properties.filter(({ type }) => !(type && ts.isLiteralTypeNode(type)));
      const named: [string, ts.Node][] = members.map((member) => [`${name}.${member.name.getText()}`, member]);
      return [[name, statement] as [string, ts.Node], ...named]
        .filter(([, node]) => documentationOf(node).text === '')
        .map(([path]) => `${module}: ${path}`);
    });
    expect(silent).toEqual([]);
  });
});

describe('docs/reference holds', () => {
  const pages = new Map([...referencePages(api), ['api-report.md', apiReport(api)]]);
  snapshotTests(join(root, 'docs', 'reference'), new Map([...pages].map(([name, text]) => [name, () => text])));
});

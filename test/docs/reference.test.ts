/** The reference and the API report in docs/reference say what the code says today: a change of the public API shows in a review. */
import { join, resolve } from 'node:path';
import * as ts from 'typescript';
import { apiReport } from '../../scripts/reference/api-report';
import { documentationOf, publicApis } from '../../scripts/reference/public-api';
import { referencePages } from '../../scripts/reference/reference-pages';
import { snapshotTests } from '../support/snapshot-folder';

const root = resolve(__dirname, '..', '..');
const reference = join(root, 'docs', 'reference');

/** What can be imported, and where its reference is. */
const ENTRIES = [
  { subpath: 'cdk8s-boutique', entry: 'lib/index.ts', folder: reference },
  { subpath: 'cdk8s-boutique/engine', entry: 'lib/engine/index.ts', folder: join(reference, 'engine') },
  { subpath: 'cdk8s-boutique/checks', entry: 'lib/checks/index.ts', folder: join(reference, 'checks') },
  { subpath: 'cdk8s-boutique/programs', entry: 'lib/programs/index.ts', folder: join(reference, 'programs') },
  { subpath: 'cdk8s-boutique/testing', entry: 'lib/testing/index.ts', folder: join(reference, 'testing') },
];
const apis = publicApis(
  root,
  ENTRIES.map(({ entry }) => entry),
);

describe.each(ENTRIES)('$subpath', ({ subpath, entry, folder }) => {
  const api = apis.get(entry)!;

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

  const pages = new Map([...referencePages(api), ['api-report.md', apiReport(subpath, api)]]);
  snapshotTests(folder, new Map([...pages].map(([name, text]) => [name, () => text])));
});

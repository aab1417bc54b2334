/** docs/guides/questions.md lists each question that a scenario answers, and no other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');
const scenarios = join(root, 'test', 'scenarios');

/** The beginning of a test's name: a number, and a question. */
const QUESTION = /['"`](\d+)\. ([^?'"`]+\?)/g;
const ROW = /^\| (\d+) \| ([^|]+\?) \| [^|]+ \| \[\w+\]\(\.\.\/\.\.\/test\/scenarios\/([\w-]+\.test\.ts)\) \|$/gm;

const answered = readdirSync(scenarios).flatMap((file) =>
  [...readFileSync(join(scenarios, file), 'utf8').matchAll(QUESTION)].map(
    ([, number, question]) => `${number}. ${question!.replaceAll('%%', '%')} (${file})`,
  ),
);
const listed = [...readFileSync(join(root, 'docs', 'guides', 'questions.md'), 'utf8').matchAll(ROW)].map(
  ([, number, question, file]) => `${number}. ${question} (${file})`,
);

const byNumber = (names: Iterable<string>): string[] => [...names].sort((a, b) => parseInt(a, 10) - parseInt(b, 10));

test('each question that a scenario answers is listed with its answer, once', () => {
  expect(listed).toEqual(byNumber(new Set(answered)));
});

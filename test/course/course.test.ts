/** The learner's course, typed into the real kubectl: every command of the guide, and what the guide says that it prints. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { kubectls, programOnPath, temporaryFolder } from '../support/kubectl';
import { BoutiqueProcess } from '../support/run-boutique';
import { courseSteps } from './course-steps';
import { Terminal } from './terminal';

jest.setTimeout(600_000);

const root = join(__dirname, '..', '..');
const steps = courseSteps(readFileSync(join(root, 'docs', 'guides', 'course.md'), 'utf8'));
/** What the guide tells people to type in their first terminal. */
const SERVE = /^npm run --silent boutique -- (serve .*)$/;

/** The guide shows what this version prints; others differ in a word here and there. */
const [, kubectl] = kubectls().find(([name]) => name === 'kubectl.1.28') ?? kubectls()[0] ?? ['', undefined];
const missing = [!kubectl && 'kubectl', !programOnPath('curl') && 'curl'].filter(Boolean).join(' and ');
if (missing) console.warn(`${missing} is not there (PATH, KUBECTL_DIR): the course is not played.`);

(missing ? describe.skip : describe)('the course', () => {
  const folder = temporaryFolder();
  const kubeconfig = join(folder, 'kubeconfig');
  const bin = join(folder, 'bin');
  let boutique: BoutiqueProcess | undefined;
  let terminal: Terminal | undefined;

  beforeAll(async () => {
    const [, flags = ''] = SERVE.exec(steps[0]?.command ?? '') ?? [];
    boutique = new BoutiqueProcess([...flags.split(' '), '--port', '0', '--kubeconfig', kubeconfig]);
    mkdirSync(bin);
    symlinkSync(kubectl!, join(bin, 'kubectl'));
    const path = `${bin}${delimiter}${process.env.PATH}`;
    terminal = new Terminal(root, {
      ...process.env,
      PATH: path,
      KUBECONFIG: kubeconfig,
      KUBECACHEDIR: join(folder, 'cache'),
    });
    await boutique.untilFile(kubeconfig);
  });

  afterAll(async () => {
    terminal?.close();
    await boutique?.end();
  });

  test('begins with the server that the guide starts', () => {
    expect(steps[0]?.command).toMatch(SERVE);
  });

  test.each(steps.slice(1).map((step) => [`${step.chapter}, line ${step.line}: ${step.command}`, step] as const))(
    '%s',
    async (_, step) => {
      const difference = await terminal!.play(step);
      expect(difference?.printed).toEqual(difference?.expected);
    },
  );
});

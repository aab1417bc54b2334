/** Writes docs/fidelity.md: where the engine differs from Kubernetes v1.28 on purpose, as the headers of its files say. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

export interface Difference {
  /** Path from the project's root. */
  readonly file: string;
  readonly upstream: string;
  readonly text: string;
}

const INTRODUCTION = `# Where the engine differs from Kubernetes

The engine answers as Kubernetes v1.28.15 does. What it does otherwise, on purpose, is said in the header of the file that does it; this
page is made from those headers (\`npm run snapshots\` brings it up to date, a test holds it).

One recorded answer is not followed by decision: the descriptions in the OpenAPI documents are upstream's text, so ours have none
(\`api/discovery\`, one case of 704). What is not reached yet is listed beside it in \`test/conformance/open-cases.json\`, which the suite keeps
honest: a case that passes must come off the list.

The recordings of \`controllers\` and \`kubectl\` were made with a stand-in for kubelets that is simpler than a kubelet: no identities of
containers and images, no probes, no look at the Secrets that a pod names, no events. The Nodes of \`kubectl\` say of themselves that they have
no machine, and such Nodes are played that way by the engine as well (\`lib/engine/kubelet/fake/fake-node.ts\`, as kwok does): the order of the
reasons in which \`kubectl drain\` refuses (\`kubectl/nodes\`) is chance within kubectl, all else of 160 cases comes out as recorded. The Nodes of
\`controllers\` get simulated kubelets, which do what the recordings of \`kubelet\` hold: a kubelet labels its Node, and says that its pod is
scheduled, so that 2 of 599 cases differ. With the stand-in from outside all 599 come out as recorded.
`;

/** The page's text. */
export function fidelityPage(root: string): string {
  const rows = differencesIn(root).map(
    ({ file, upstream, text }) => `| \`${file}\` | ${cell(text)} | ${cell(upstream)} |`,
  );
  return `${INTRODUCTION}\n| file | differs | upstream |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

/** One for each file of the engine whose header has a \`Differs\` line. */
export function differencesIn(root: string): Difference[] {
  const folder = join(root, 'lib', 'engine');
  return readdirSync(folder, { recursive: true })
    .map((entry) => String(entry).split(sep).join('/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .flatMap((path) => {
      const header = headerOf(readFileSync(join(folder, path), 'utf8'));
      const text = lineOf(header, 'Differs');
      return text === undefined
        ? []
        : [{ file: `lib/engine/${path}`, text, upstream: lineOf(header, 'Upstream') ?? '' }];
    });
}

/** The first docstring, without its stars. */
function headerOf(source: string): string {
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? '';
  return comment.replace(/^[ \t]*\* ?/gm, '');
}

/** What follows \`NAME:\`, up to the next such line or the end of the paragraph. */
function lineOf(header: string, name: string): string | undefined {
  const found = new RegExp(`^${name}: ([\\s\\S]*?)(?=\\n(?:[A-Z][a-z]+: |@|\\s*\\n)|\\s*$(?![\\s\\S]))`, 'm').exec(
    header,
  )?.[1];
  return found?.replace(/\s+/g, ' ').trim();
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}

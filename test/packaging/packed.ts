/** The package as npm would publish it, and apps that install it the way a user does, without asking the registry for anything. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');
const SOURCES = [join(root, 'examples', 'parcels'), join(__dirname, 'rehearsal')];

/** What the tarball holds. */
export interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
}

interface Output {
  readonly status: number | null;
  /** What went to standard output, then what went to standard error. */
  readonly text: string;
  readonly stdout: string;
}

function command(program: string, args: readonly string[], cwd: string): Output {
  const shell = process.platform === 'win32'; // npm is npm.cmd there
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', shell });
  return { status, stdout, text: `${stdout}${stderr}` };
}

function orThrow(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, text } = command(program, args, cwd);
  if (status !== 0) throw new Error(`${basename(program)} ${args.join(' ')} failed:\n${text}`);
  return stdout;
}

/** Packs the project; npm builds it first (`prepack`). */
export function pack(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  const text = orThrow('npm', ['pack', '--json', '--pack-destination', folder], root);
  const [packed] = JSON.parse(text.slice(text.indexOf('[\n'))) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** Packages that the app installs beside ours, copied from our own `node_modules`: our peers, what ours need at run time, Node's types. */
function neighbours(): string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
  };
  const needed = Object.entries(lock.packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path]) => path.replace('node_modules/', ''));
  return [...new Set(['cdk8s', 'cdk8s-plus-28', 'constructs', ...needed, '@types/node', 'undici-types'])];
}

/** An app of somebody else, with the sources of the example and of a rehearsal. */
export class Consumer {
  readonly folder = mkdtempSync(join(tmpdir(), 'consumer-'));

  constructor(
    tarball: string,
    readonly moduleSystem: 'commonjs' | 'module',
  ) {
    for (const sources of SOURCES) cpSync(sources, join(this.folder, 'src'), { recursive: true });
    mkdirSync(join(this.folder, 'out'));
    this.#write('package.json', { name: 'consumer', version: '1.0.0', private: true, type: moduleSystem });
    const compilerOptions = {
      target: 'ES2022',
      ...(moduleSystem === 'module'
        ? { module: 'nodenext', moduleResolution: 'nodenext' }
        : { module: 'commonjs', moduleResolution: 'node10' }),
      strict: true,
      exactOptionalPropertyTypes: false,
      skipLibCheck: false,
      types: ['node'],
      outDir: 'out',
      rootDir: 'src',
    };
    this.#write('tsconfig.json', { compilerOptions, include: ['src'] });
    const packages = neighbours().map((name) => `file:${join(root, 'node_modules', name)}`);
    const options = ['--offline', '--install-links', '--ignore-scripts', '--no-audit', '--no-fund'];
    orThrow('npm', ['install', ...options, tarball, ...packages], this.folder);
  }

  /** Type-checks and compiles. */
  compile(): Output {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    return command(process.execPath, [tsc, '--project', this.folder], this.folder);
  }

  /** Runs a compiled file. */
  run(file: string, ...args: readonly string[]): Output {
    return command(process.execPath, [join('out', file), ...args], this.folder);
  }

  /** Runs Jest over a test, with no configuration but that nothing is compiled. */
  runJest(name: string, test: string): Output {
    writeFileSync(join(this.folder, name), test);
    const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    return command(process.execPath, [jest, '--rootDir', this.folder, '--config', '{"transform":{}}'], this.folder);
  }

  /** Runs `boutique serve` until its kubeconfig is there, then ends it. Answers the kubeconfig. */
  async serve(...args: readonly string[]): Promise<string> {
    const kubeconfig = join(this.folder, 'kubeconfig');
    const program = join(this.folder, 'node_modules', '.bin', 'boutique');
    const shell = process.platform === 'win32';
    const child = spawn(program, ['serve', '--port', '0', '--kubeconfig', kubeconfig, ...args], { shell });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
    while (!existsSync(kubeconfig) && child.exitCode === null) await new Promise((next) => setTimeout(next, 100));
    if (!existsSync(kubeconfig)) throw new Error(`boutique serve ended with ${child.exitCode}: ${said}`);
    const content = this.read('kubeconfig');
    child.kill();
    await ended;
    return content;
  }

  /** Folders in which a package is installed, at any depth. */
  copiesOf(name: string): string[] {
    const manifest = join('node_modules', name, 'package.json');
    const everything = readdirSync(join(this.folder, 'node_modules'), { recursive: true }).map(String);
    return everything.map((path) => join('node_modules', path)).filter((path) => path.endsWith(manifest));
  }

  read(...path: readonly string[]): string {
    return readFileSync(join(this.folder, ...path), 'utf8');
  }

  #write(name: string, content: object): void {
    writeFileSync(join(this.folder, name), JSON.stringify(content));
  }
}

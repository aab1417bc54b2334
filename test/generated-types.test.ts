import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

test('the types of the API are what the definitions make of them', () => {
  const script = join(__dirname, '..', 'scripts', 'generate-api-types.ts');
  const check = (): Buffer => execFileSync(process.execPath, ['--import', 'tsx', script, '--check'], { stdio: 'pipe' });
  expect(check).not.toThrow();
});

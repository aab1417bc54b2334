/** An App of cdk8s that looks at its objects once per synthesis, however many charts it has. */
import { App } from 'cdk8s';
import { checkManifestsOnce } from './validation/manifest-checks';

/** An App; in the place of cdk8s' own it saves time where there are several charts. The checks and what is written are the same. */
export class CheckedApp extends App {
  /** Checks everything, then writes the manifests. @throws Error that tells every mistake */
  override synth(): void {
    checkManifestsOnce(this, () => super.synth());
  }

  /** Checks everything, then returns the manifests as one text. @throws Error that tells every mistake */
  override synthYaml(): string {
    return checkManifestsOnce(this, () => super.synthYaml());
  }
}

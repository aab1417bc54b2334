/**
 * The path to a field as messages of validation write it: `spec.containers[0].ports[1].name`, `metadata.annotations[a/b]`.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/validation/field/path.go
 */
export class FieldPath {
  /** The object itself: its fields are the first step of every path. */
  static readonly root = new FieldPath(undefined, '', false);

  private constructor(
    private readonly parent: FieldPath | undefined,
    private readonly text: string,
    private readonly subscript: boolean,
  ) {}

  /** The path of top-level fields, one below the other: `FieldPath.of('spec', 'replicas')`. */
  static of(name: string, ...more: readonly string[]): FieldPath {
    return more.reduce((path, next) => path.child(next), FieldPath.root.child(name));
  }

  /** The field `name` below this one; further names go deeper. */
  child(name: string, ...more: readonly string[]): FieldPath {
    const parent = this === FieldPath.root ? undefined : this;
    return more.reduce((path, next) => path.child(next), new FieldPath(parent, name, name === ''));
  }

  /** The list item at `index`. */
  index(index: number): FieldPath {
    return new FieldPath(this, String(index), true);
  }

  /** The map entry `key`. */
  key(key: string): FieldPath {
    return new FieldPath(this, key, true);
  }

  toString(): string {
    const steps: string[] = [];
    for (let step: FieldPath | undefined = this as FieldPath; step; step = step.parent) {
      steps.push(step.subscript ? `[${step.text}]` : step.parent ? `.${step.text}` : step.text);
    }
    return steps.reverse().join('');
  }
}

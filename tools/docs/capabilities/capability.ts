/** One thing the project promises, and the tests that show it. */
export interface Capability {
  readonly title: string;
  /** Test files, optionally with the name of a test: `packages/x/test/y.test.ts › name`. None: not yet. */
  readonly shownBy?: readonly string[];
  /** What of it is still missing. */
  readonly missing?: string;
}

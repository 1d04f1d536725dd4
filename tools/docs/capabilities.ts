/** One thing the project promises, and the tests that show it. */
export interface Capability {
  readonly room: string;
  readonly title: string;
  /** Test files, optionally with the name of a test: `packages/x/test/y.test.ts › name`. None: not yet. */
  readonly shownBy?: readonly string[];
  /** What of it is still missing. */
  readonly missing?: string;
}

export const CAPABILITIES: readonly Capability[] = [
  {
    room: "trust",
    title: "Time of sending with its uncertainty, from the best reception",
    shownBy: ["packages/trust/test/frame-timing.test.ts"],
    missing: "fusion of several gateways, fine timestamps, propagation delay, elapsed-time records",
  },
  { room: "trust", title: "True time behind an attack (orphan preambles)" },
];

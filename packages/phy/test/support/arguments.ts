/** `--full` asks for the sample sizes that the targets state. */
export const full: boolean = process.argv.includes("--full");

/** Of `sfs` those that `--sf=10,11` names; all of them without it. */
export function chosenSfs(sfs: readonly number[]): number[] {
  const given = process.argv.find((word) => word.startsWith("--sf="))?.slice("--sf=".length);
  const wanted = given?.split(",").map(Number);
  return sfs.filter((sf) => wanted?.includes(sf) ?? true);
}

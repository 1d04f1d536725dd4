import type { KeyId } from "@lorats/base";
import { HttpProblem } from "../http/problem.ts";

type Settings = Readonly<Record<string, unknown>>;

interface Targeted {
  readonly settings: Settings;
  readonly secretKeyId?: KeyId | undefined;
}

/** Settings that say where a thing turns to. */
const ADDRESSES = ["url", "broker", "api"] as const;

/**
 * A secret is for the target that it was given for: who may change an address, and never saw the secret, could else have it sent to
 * himself.
 * @throws {HttpProblem} `SECRET_NEEDED`
 */
export function demandSecretForNewTarget(
  before: Targeted,
  after: Settings | undefined,
  secret: string | undefined,
): void {
  if (secret !== undefined || before.secretKeyId === undefined) return;
  const place = after && newTarget(before.settings, after);
  if (place === undefined) return;
  const what = `the secret that is kept is not for ${place}: give the one that is`;
  throw new HttpProblem(400, "SECRET_NEEDED", what);
}

/** Protocol, host and port that the settings name and did not before. */
export function newTarget(before: Settings, after: Settings): string | undefined {
  return ADDRESSES.map((name) => [placeOf(before[name]), placeOf(after[name])] as const).find(
    ([was, is]) => is !== undefined && is !== was,
  )?.[1];
}

function placeOf(address: unknown): string | undefined {
  if (typeof address !== "string") return undefined;
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}

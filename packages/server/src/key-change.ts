import { CallerError, type KeyId } from "@lorats/base";
import type { Services } from "./services.ts";

type Ids = readonly (KeyId | undefined)[];

interface KeyChange {
  /** What the change brings; stored before it, since a thing must never name keys that are not there. */
  readonly fresh: Ids;
  /** What it puts out of use. */
  readonly former?: Ids;
}

/**
 * Makes a change of a thing that has keys, and destroys those that nothing names afterwards: the former ones once it is made, the
 * fresh ones when it was refused. Any other error says nothing about what was stored: a database may have stored the change and
 * failed to say so. Then all are left, since a key too many is harmless and a key too few is not.
 */
export async function withKeys<Result>(
  services: Pick<Services, "stores">,
  { fresh, former = [] }: KeyChange,
  change: () => Promise<Result>,
): Promise<Result> {
  let result: Result;
  try {
    result = await change();
  } catch (error) {
    if (error instanceof CallerError) await destroyKeys(services, fresh);
    throw error;
  }
  await destroyKeys(services, former);
  return result;
}

export async function destroyKeys({ stores }: Pick<Services, "stores">, ids: Ids): Promise<void> {
  const known = ids.filter((id) => id !== undefined);
  if (known.length > 0) await stores.keys.destroy(known);
}

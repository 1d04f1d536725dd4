import path from "node:path";
import { CallerError, fromHex, type LoratsError } from "@lorats/base";
import {
  GivenKek,
  KekFile,
  type KekSource,
  KmsProgram,
  openStorage,
  type Storage,
} from "@lorats/storage";
import { type Config, variableOf } from "./settings.ts";

/** Opens the storage that the settings say. @throws {UnavailableError} as `openStorage`, {CallerError} as `kekOf` */
export async function storageOf(
  config: Config,
  onProblem?: (problem: LoratsError) => void,
): Promise<Storage> {
  const dataDir = config.data_dir;
  return await openStorage(config["storage.postgres_url"], {
    dataDir,
    kek: kekOf(config),
    onProblem,
  });
}

/**
 * Where the settings say that the key-encryption key is kept.
 * @throws {CallerError} `CONFIG_BAD_VALUE` for settings that exclude each other, or half a service
 */
export function kekOf(config: Config): KekSource {
  const { "keys.kek": kek, "keys.next_kek": next } = config;
  const { "keys.kms_wrap": wrap, "keys.kms_unwrap": unwrap } = config;
  const refuse = (why: string): never => {
    throw new CallerError("CONFIG_BAD_VALUE", why);
  };
  if ((wrap === undefined) !== (unwrap === undefined)) {
    refuse("keys.kms_wrap and keys.kms_unwrap go together");
  }
  if (kek === undefined && next !== undefined) refuse("keys.next_kek goes with keys.kek");
  if (kek !== undefined) {
    if (wrap) refuse("keys.kek and keys.kms_wrap exclude each other");
    if (config["keys.file"] !== undefined) refuse("keys.kek and keys.file exclude each other");
    return new GivenKek(
      fromHex(kek),
      next === undefined ? undefined : fromHex(next),
      variableOf("keys.kek"),
    );
  }
  const kms = wrap && unwrap && new KmsProgram({ wrap, unwrap });
  const file = config["keys.file"];
  return file === undefined
    ? KekFile.in(config.data_dir, kms)
    : new KekFile(path.resolve(file), kms);
}

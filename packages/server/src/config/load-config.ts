import { readFileSync } from "node:fs";
import { CallerError } from "@lorats/base";
import { parse, TomlError } from "smol-toml";
import { SETTINGS, variableOf, type Config, type SettingKey } from "./settings.ts";

/** Where settings come from, besides their defaults; each goes before those above it. */
export interface ConfigSources {
  /** A file that must be there. Without it `lorats.toml` in the working directory is read if there is one. */
  readonly file?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Settings given on the command line, by key. */
  readonly flags?: Partial<Record<SettingKey, unknown>> | undefined;
}

const DEFAULT_FILE = "lorats.toml";
/** Variables of the API's clients and of the simulated world, which may be set in the same shell. */
const FOREIGN_VARIABLES = /^LORATS_(API|WORLD)_/;

/**
 * The settings as they hold.
 * @throws {CallerError} `CONFIG_NO_FILE`, `CONFIG_BAD_TOML`, `CONFIG_UNKNOWN_SETTING`,
 * `CONFIG_UNKNOWN_VARIABLE`, `CONFIG_BAD_VALUE`: one line that says where and what
 */
export function loadConfig({ file, environment, flags = {} }: ConfigSources): Config {
  const fromFile = readFile(file);
  const keys = Object.keys(SETTINGS) as SettingKey[];
  refuseUnknownVariables(environment, keys);
  const entries = keys.map((key) => {
    const variable = variableOf(key);
    const text = environment[variable];
    if (flags[key] !== undefined) return [key, check(key, flags[key], "the command line")];
    if (text !== undefined) return [key, check(key, readText(key, text), variable)];
    return [key, check(key, fromFile.values.get(key), fromFile.name)];
  });
  return Object.fromEntries(entries) as Config;
}

/** A slip in a variable's name must not leave a server running with a default that nobody asked for. */
function refuseUnknownVariables(
  environment: ConfigSources["environment"],
  keys: readonly SettingKey[],
): void {
  const known = new Set(keys.map(variableOf));
  for (const variable of Object.keys(environment)) {
    if (!variable.startsWith("LORATS_") || known.has(variable)) continue;
    if (FOREIGN_VARIABLES.test(variable)) continue;
    const last = variable.slice(variable.lastIndexOf("_"));
    const near = [...known].filter((name) => name.endsWith(last));
    const hint = near.length > 0 ? ` (did you mean ${near.join(" or ")}?)` : "";
    throw new CallerError("CONFIG_UNKNOWN_VARIABLE", `there is no setting ${variable}${hint}`);
  }
}

interface FileSettings {
  readonly name: string;
  readonly values: ReadonlyMap<string, unknown>;
}

function readFile(file: string | undefined): FileSettings {
  const name = file ?? DEFAULT_FILE;
  let text: string;
  try {
    text = readFileSync(name, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (file === undefined && code === "ENOENT") return { name, values: new Map() };
    throw new CallerError("CONFIG_NO_FILE", `cannot read ${name} (${String(code)})`, { cause });
  }
  const values = flatten(parseToml(name, text));
  for (const key of values.keys()) {
    if (!(key in SETTINGS)) throw unknownSetting(name, key);
  }
  return { name, values };
}

function parseToml(name: string, text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch (cause) {
    const where = cause instanceof TomlError ? `${name}:${cause.line}:${cause.column}` : name;
    const what = cause instanceof Error ? cause.message.split("\n")[0]! : String(cause);
    throw new CallerError("CONFIG_BAD_TOML", `${where}: ${what}`, { cause });
  }
}

function flatten(table: Record<string, unknown>, prefix = ""): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [name, value] of Object.entries(table)) {
    const key = `${prefix}${name}`;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const entry of flatten(value as Record<string, unknown>, `${key}.`)) flat.set(...entry);
    } else {
      flat.set(key, value);
    }
  }
  return flat;
}

function unknownSetting(name: string, key: string): CallerError {
  const known = Object.keys(SETTINGS);
  const near = known.find((setting) => setting.endsWith(key.split(".").at(-1)!));
  const section = `${key.split(".")[0]!}.`;
  const siblings = known.filter((setting) => setting.startsWith(section));
  const hint = near === undefined ? siblings.join(", ") : `did you mean ${near}?`;
  return new CallerError(
    "CONFIG_UNKNOWN_SETTING",
    `${name}: there is no setting ${key}${hint && ` (${hint})`}`,
  );
}

/** Variables are text; a setting that is no text takes what the text spells. */
function readText(key: SettingKey, text: string): unknown {
  if (SETTINGS[key].safeParse(text).success) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function check(key: SettingKey, value: unknown, where: string): unknown {
  const result = SETTINGS[key].safeParse(value);
  if (result.success) return result.data;
  const problem = result.error.issues[0]!.message;
  const given = SETTINGS[key].meta()?.["secret"] ? "something else" : JSON.stringify(value);
  throw new CallerError("CONFIG_BAD_VALUE", `${where}: ${key} is ${given}: ${problem}`);
}

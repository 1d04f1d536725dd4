import { z } from "zod";
import { SETTINGS, variableOf, type SettingKey } from "./config/settings.ts";

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** The page that explains every setting, as Markdown. */
export function renderSettingsReference(): string {
  const rows = (Object.keys(SETTINGS) as SettingKey[]).map((key) => {
    const schema = z.toJSONSchema(SETTINGS[key], { io: "input" }) as JsonSchema;
    const initial = schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``;
    return `| \`${key}\` | \`${variableOf(key)}\` | ${allowed(schema)} | ${initial} | ${schema.description} |`;
  });
  return [
    "# Settings",
    "",
    "A setting is taken from the command line (`--data-dir`), else from its environment variable, else from",
    "`lorats.toml` in the working directory (or the file given with `--config`), else it has its default. `http.port`",
    "is `port` in the section `[http]` of the file:",
    "",
    "```toml",
    'data_dir = "/var/lib/lorats"',
    "",
    "[http]",
    "port = 8080",
    "```",
    "",
    "| setting | variable | values | default | what it does |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

function allowed(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  const { minimum, exclusiveMinimum, maximum } = schema;
  if (minimum !== undefined) return `${minimum} … ${maximum}`;
  if (exclusiveMinimum !== undefined) return `above ${exclusiveMinimum}, up to ${maximum}`;
  return schema.type === "boolean" ? "`true`, `false`" : "text";
}

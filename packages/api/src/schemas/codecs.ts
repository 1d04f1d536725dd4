import { base64 } from "@lorats/events";
import { z } from "zod";
import { tags } from "./common.ts";

export const codecKind = z
  .enum(["none", "cayenne-lpp", "javascript"])
  .describe(
    "`javascript`: a script with `decodeUplink`, as for ChirpStack v4 and The Things Stack",
  );

const fPort = z.int().min(1).max(255).default(1);

export const codecTest = z.object({
  codec: z.object({ kind: codecKind, source: z.string().max(1_000_000).default("") }),
  input: z.discriminatedUnion("op", [
    z.object({ op: z.literal("decode"), fPort, data: z.base64().max(400) }),
    z.object({ op: z.literal("encode"), fPort, object: z.record(z.string(), z.unknown()) }),
  ]),
  variables: tags.default({}),
  time: z.iso
    .datetime({ offset: true })
    .optional()
    .describe("What the script's clock shows; now when absent"),
});

export const codecTestResult = z
  .object({
    ok: z.boolean(),
    object: z.record(z.string(), z.unknown()).optional().describe("Decoded payload"),
    normalized: z.unknown().optional().describe("What `normalizeUplink` makes of it"),
    data: base64.optional().describe("Encoded payload"),
    fPort: z.int().optional(),
    warnings: z.array(z.string()),
    logs: z.array(z.string()).describe("What the script wrote to its console"),
    code: z.string().optional().describe("Why it failed, such as `CODEC_THREW`"),
    reason: z.string().optional(),
  })
  .meta({ id: "CodecTestResult" });
export type CodecTestResult = z.infer<typeof codecTestResult>;

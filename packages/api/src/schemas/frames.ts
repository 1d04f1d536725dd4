import { applicationId, base64, cursor, deviceId, EVENT_KINDS, eui64, time } from "@lorats/events";
import type { EventBody } from "@lorats/events";
import { z } from "zod";
import { uuid } from "./common.ts";

type Plain<T> = z.ZodType<T, T>;
const receptionBody = EVENT_KINDS.reception.schema as unknown as Plain<EventBody<"reception">>;
const assessmentBody = EVENT_KINDS.assessment.schema as unknown as Plain<EventBody<"assessment">>;

/** One part of a frame: where it stands, what it is called, what it means. */
const part = z
  .object({
    depth: z.int().min(0).describe("0 for parts of the frame, 1 for parts of those, …"),
    name: z.string(),
    at: z.int().min(0).describe("Offset of its first byte"),
    length: z.int().min(0),
    hex: z.string().describe("As sent, or in clear where `decrypted`"),
    decrypted: z.boolean(),
    value: z.unknown().optional(),
    meaning: z.string(),
  })
  .meta({ id: "FramePart" });

const explanation = z
  .object({
    phyPayload: z.string().describe("Hexadecimal"),
    summary: z.string(),
    refusal: z.object({ code: z.string(), reason: z.string() }).optional(),
    mic: z
      .object({ status: z.enum(["valid", "invalid", "unchecked"]), note: z.string() })
      .optional(),
    parts: z.array(part).describe("In the order of the bytes, each before its own parts"),
  })
  .meta({ id: "FrameExplanation" });
export type FrameExplanation = z.infer<typeof explanation>;
export type FramePart = z.infer<typeof part>;

const answer = z.object({
  downlinkId: uuid,
  purpose: z.enum(["join-accept", "data", "mac", "ack"]),
  window: z.enum(["rx1", "rx2", "class-b", "class-c"]),
  gatewayEui: eui64,
  gatewayName: z.string().optional(),
  freqHz: z.int(),
  powerDbm: z.number(),
  startsAt: time.optional(),
  status: z.string().optional().describe("`OK`, or why the gateway did not send it"),
  explanation,
});

/** Everything that is known of one frame. */
export const frameDetails = z
  .object({
    id: uuid,
    kind: z.enum(["uplink", "join"]),
    position: cursor,
    deviceId,
    deviceName: z.string().optional(),
    devEui: eui64,
    applicationId,
    time: time.describe("When the network server decided on it"),
    fCnt: z.int().optional(),
    fPort: z.int().optional(),
    data: base64.optional().describe("Plaintext of the payload"),
    object: z.unknown().optional().describe("What the payload says: decoded, calibrated, enriched"),
    codec: z.string().optional(),
    dataRate: z.int().optional(),
    freqHz: z.int().optional(),
    airtimeNs: z.int().optional(),
    freshness: z.enum(["fresh", "late-backhaul", "late-radio", "late"]).optional(),
    explanation,
    receptions: z
      .array(receptionBody.and(z.object({ gatewayName: z.string().optional() })))
      .describe("Each gateway's own account"),
    assessments: z.array(assessmentBody).describe("What was thought of it, newest revision first"),
    downlinks: z.array(answer).describe("What was sent in answer"),
  })
  .meta({ id: "FrameDetails" });
export type FrameDetails = z.infer<typeof frameDetails>;

export const frameParams = z.object({ id: uuid, frameId: uuid });

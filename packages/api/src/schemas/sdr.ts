import { gatewayId, snippetIq, snippetSighting, time } from "@lorats/events";
import { z } from "zod";
import { uuid } from "./common.ts";

export const byGatewayAndSnippet = z.object({ id: gatewayId, snippetId: uuid });

/** Which preamble is meant: its onset and channel as a reception's `lts`, or an orphan, says them. */
export const snippetRequest = z.object({
  onset: time.describe("As the gateway reported it, to the nanosecond"),
  freqHz: z.int().positive(),
  sf: z.int().min(5).max(12),
});

export const snippetState = z
  .enum(["wanted", "held", "gone"])
  .describe("`gone`: the gateway no longer had it, or never answered");

export const snippet = z
  .object({
    id: uuid,
    gatewayId,
    state: snippetState,
    requestedAt: time,
    ...snippetRequest.shape,
  })
  .meta({ id: "Snippet" });
export type Snippet = z.infer<typeof snippet>;

/** The samples, with what the gateway made of them. */
export const snippetDocument = z
  .object({ version: z.literal(1), sighting: snippetSighting, iq: snippetIq })
  .meta({ id: "SnippetDocument" });
export type SnippetDocument = z.infer<typeof snippetDocument>;

export const snippetWithDocument = snippet
  .extend({ document: snippetDocument.optional().describe("Once it is held") })
  .meta({ id: "SnippetWithDocument" });

export const snippetDelivery = z.discriminatedUnion("state", [
  z.object({ state: z.literal("held"), document: snippetDocument }),
  z.object({ state: z.literal("gone") }),
]);

export const spectrumPage = z
  .object({
    centreHz: z.number().positive(),
    spanHz: z.number().positive(),
    bins: z.int().min(16).max(4096),
    floorDbfs: z.number(),
    stepDb: z.number().positive(),
    rowS: z.number().positive(),
    rows: z
      .array(
        z.object({
          seq: z.int().nonnegative(),
          at: time,
          levels: z.string().max(8192).describe("One byte a bin, lowest frequency first, base64"),
        }),
      )
      .max(600),
    next: z.int().nonnegative(),
  })
  .meta({ id: "SpectrumPage" });
export type SpectrumPage = z.infer<typeof spectrumPage>;

export const spectrumQuery = z.object({
  from: z.coerce.number().int().nonnegative().default(0).describe("`next` of the page before"),
});
/** Null rows: the gateway has been asked, and sends some when it can. */
export const spectrumAnswer = z.object({ page: spectrumPage.nullable() });

/** What a gateway's SDR is asked for; gateways look here every few seconds. */
export const sdrRequests = z
  .object({
    snippets: z.array(z.object({ id: uuid, ...snippetRequest.shape })),
    spectrumFrom: z
      .int()
      .nonnegative()
      .nullable()
      .describe("Rows from this number on are wanted; null: nobody looks"),
  })
  .meta({ id: "SdrRequests" });

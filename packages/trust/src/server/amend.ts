import { type EventLog, type NewEvent, newEvent, type StoredEvent } from "@lorats/events";
import type { Assessment, Verdict } from "@lorats/events";
import { DEFAULT_POLICY, type TrustPolicy } from "../policy.ts";
import { handlingOf } from "../verdict/handling.ts";
import type { Amendment } from "./fold-event.ts";
import type { Settings } from "./settings.ts";

/** Assessments of a device that are looked through for the newest revision. */
const SEARCH = 500;

type Stored = Extract<StoredEvent, { type: "assessment" }>;

/** Finds the newest revision of the assessment that an amendment is about. */
export type NewestOf = (amendment: Amendment) => Promise<NewEvent<"assessment"> | undefined>;

/** The newest revision of a frame's assessment in the log. */
export async function newestAssessment(
  log: EventLog,
  { deviceId, deduplicationId }: Amendment,
): Promise<Stored | undefined> {
  const query = { key: deviceId, types: ["assessment"], before: "end", limit: SEARCH } as const;
  const page = await log.read(query);
  const found = (page.events as readonly Stored[]).filter(
    ({ body }) => body.deduplicationId === deduplicationId,
  );
  // Newest first; a revision that was made twice counts once.
  return found.reduce<Stored | undefined>(
    (best, one) => (best && best.body.revision >= one.body.revision ? best : one),
    undefined,
  );
}

/** What a person or a probe makes of a verdict. */
function amendedVerdict(verdict: Verdict, why: Amendment["why"]): Verdict {
  switch (why) {
    case "false-alarm":
      return "genuine";
    case "attack":
      return "replayed";
    case "probe-answered":
      // A frame that was surely replayed and yet surely not late: somebody has to look.
      return verdict === "replayed" ? "suspect" : "genuine";
    case "probe-late":
      return verdict === "replayed" ? "replayed" : "suspect";
    case "copy-replayed":
      return verdict;
  }
}

/** The policy of the application that a frame was for. */
async function policyOfFrame(
  log: EventLog,
  { deviceId, deduplicationId }: Amendment,
  settings: Settings,
): Promise<TrustPolicy> {
  const query = { key: deviceId, types: ["uplink"], before: "end", limit: SEARCH } as const;
  const { events } = await log.read(query);
  const uplink = (events as readonly Extract<StoredEvent, { type: "uplink" }>[]).find(
    ({ body }) => body.deduplicationId === deduplicationId,
  );
  return uplink ? settings.policyOf(uplink.body.applicationId) : DEFAULT_POLICY;
}

/** What an amendment makes of an assessment. */
function amended(known: Assessment, { why, note }: Amendment, policy: TrustPolicy): Assessment {
  const { trust, revision, handling: _, ...rest } = known;
  const verdict = amendedVerdict(trust.verdict, why);
  const test = why.startsWith("probe") ? "probe" : why === "copy-replayed" ? "late-copy" : "label";
  const handling = handlingOf(verdict, policy, known);
  return {
    ...rest,
    revision: revision + 1,
    trust: {
      ...trust,
      verdict,
      explanation: `${note[0]!.toUpperCase()}${note.slice(1)}.`,
      evidence: [...trust.evidence, { test, note }],
    },
    ...(handling && { handling }),
  };
}

/** The revision that an amendment makes of the newest assessment. */
export async function amendedAssessment(
  log: EventLog,
  known: NewEvent<"assessment">,
  amendment: Amendment,
  settings: Settings,
): Promise<NewEvent<"assessment">> {
  const body = amended(known.body, amendment, await policyOfFrame(log, amendment, settings));
  const { tenantId, key, time } = known;
  return newEvent("assessment", { tenantId, key, time }, body);
}

import { type EventLog, type NewEvent, newEvent, type StoredEvent } from "@lorats/events";
import type { Assessment, Verdict } from "@lorats/events";
import type { Amendment } from "./fold-event.ts";

/** Assessments of a device that are looked through for the newest revision. */
const SEARCH = 500;

type Stored = Extract<StoredEvent, { type: "assessment" }>;

/** The newest revision of a frame's assessment. */
async function newestAssessment(
  log: EventLog,
  deviceId: string,
  deduplicationId: string,
): Promise<Stored | undefined> {
  const page = await log.read({
    key: deviceId,
    types: ["assessment"],
    before: "end",
    limit: SEARCH,
  });
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

/** The revision that an amendment makes; undefined when the frame is not known. */
export async function amendedAssessment(
  log: EventLog,
  { deviceId, deduplicationId, why, note }: Amendment,
): Promise<NewEvent<"assessment"> | undefined> {
  const known = await newestAssessment(log, deviceId, deduplicationId);
  if (!known) return undefined;
  const { trust, revision, ...rest } = known.body;
  const verdict = amendedVerdict(trust.verdict, why);
  const test = why.startsWith("probe") ? "probe" : why === "copy-replayed" ? "late-copy" : "label";
  const body: Assessment = {
    ...rest,
    revision: revision + 1,
    trust: {
      ...trust,
      verdict,
      explanation: `${note[0]!.toUpperCase()}${note.slice(1)}.`,
      evidence: [...trust.evidence, { test, note }],
    },
  };
  const { tenantId, key, time } = known;
  return newEvent("assessment", { tenantId, key, time }, body);
}

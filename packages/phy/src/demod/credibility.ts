import type { TrackedFrame } from "./frame-tracker.ts";

// Data symbols that pass for a preamble by chance do not agree in power; noise does not reach the score.
const HEADER_EVENNESS = 0.7;
const ORPHAN_EVENNESS = 0.85;
const ORPHAN_SCORE = 60;
const ORPHAN_EVIDENCE = 14;
const ORPHAN_PREAMBLE = 5;
const UP_CHIRPS_QUALITY = 0.5;
const UP_CHIRPS_SCORE = 45;

/** Whether a frame is reported: a good CRC, a readable header behind a plausible preamble, or a preamble beyond chance. */
export function isCredible(frame: TrackedFrame): boolean {
  const { decoded, fields, explicit, sync, estimate } = frame;
  if (decoded?.crcOk) return true;
  // The shape of an implicit frame is given, and no evidence.
  if (explicit && fields && sync.evenness >= HEADER_EVENNESS) return true;
  if (sync.preambleLength < ORPHAN_PREAMBLE || sync.evenness < ORPHAN_EVENNESS) return false;
  if (sync.syncSymbols) return sync.score >= ORPHAN_SCORE && sync.evidence >= ORPHAN_EVIDENCE;
  // Without an SFD only energy and coherence tell a preamble from what happens to agree with one.
  if (sync.score < UP_CHIRPS_SCORE) return false;
  return estimate.onsetSdS !== null && (estimate.quality ?? 0) >= UP_CHIRPS_QUALITY;
}

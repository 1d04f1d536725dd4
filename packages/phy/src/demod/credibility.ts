import type { TrackedFrame } from "./frame-tracker.ts";

// Data symbols that pass for a preamble by chance do not agree in power; noise does not reach the score.
const HEADER_EVENNESS = 0.7;
const ORPHAN_EVENNESS = 0.85;
const ORPHAN_SCORE = 60;
const ORPHAN_EVIDENCE = 14;
const ORPHAN_PREAMBLE = 5;
const UP_CHIRPS_QUALITY = 0.5;

/** Whether a frame is reported: a good CRC, a readable header behind a plausible preamble, or a preamble beyond chance. */
export function isCredible({ decoded, fields, sync, estimate }: TrackedFrame): boolean {
  if (decoded?.crcOk) return true;
  if (fields && sync.evenness >= HEADER_EVENNESS) return true;
  if (sync.preambleLength < ORPHAN_PREAMBLE || sync.evenness < ORPHAN_EVENNESS) return false;
  if (sync.syncSymbols) return sync.score >= ORPHAN_SCORE && sync.evidence >= ORPHAN_EVIDENCE;
  // Without an SFD only coherence tells a preamble from symbols that happen to agree.
  return estimate.onsetSdS !== null && (estimate.quality ?? 0) >= UP_CHIRPS_QUALITY;
}

import { messages } from "../i18n/messages.ts";

export const text = messages("forensics", {
  title: "{device} · frame {fCnt}",
  devices: "Devices",
  timestamp: "What the timestamp would have been",
  timestampNote: "The same frame, dated by a server that does not look at the radio",
  off: "Detection off",
  offNote: "by when it was heard",
  on: "Detection on",
  onNote: "±{sd}, {source}",
  difference: "Difference",
  same: "none: both say the same",
  between: "Not sent before",
  betweenNote: "when frame {fCnt} was heard, the one before it",
  whyBounds:
    "Its counter follows on frame {fCnt}: it was made after that one was sent, and before it was heard. A frame that was held back lies anywhere between.",
  track: "Its place on the track of {gateway}",
  trackNote:
    "The {count} frames before it, what was expected of each with ±1 standard deviation, and this frame",
  observed: "before",
  expected: "expected",
  thisFrame: "this frame",
  noTrack: "No gateway measured its frequency: there is no track to lay it on.",
  samples: "Its preamble in samples",
  samplesNote: "As the software radio of {gateway} recorded it",
  ask: "Ask {gateway} for the samples",
  asking: "The gateway has been asked; it looks every few seconds.",
  gone: "The gateway no longer has them: samples are kept for minutes, unless somebody asks.",
  noSdr: "No gateway with a software radio heard it, so there are no samples.",
  frames: "Frames of this alarm",
  framesNote: "Newest first; choose one to look into",
  noFrames: "Its frames are too long ago to be listed.",
});

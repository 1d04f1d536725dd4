import { messages } from "../../i18n/messages.ts";

export const text = messages("trust-policy", {
  title: "How frames are judged",
  note: "For every device of this application",
  action: "What becomes of a frame that fails",
  flag: "It is published with its verdict",
  flagNote: "Programs that read the verdict can act on it; others take the frame as any other.",
  hold: "It is held back until somebody clears it",
  holdNote: "Programs see a suspect or replayed frame only once a person has called it genuine.",
  exclude: "It is published, but nothing is decided by it",
  excludeNote: "Neither alarms on values nor the network’s decisions rest on such frames.",
  alarm: "Raise an alarm on suspect and replayed frames",
  alarmNote: "Who is told of it stands in the rules of alarms",
  falseAlarms: "False alarms a year",
  falseAlarmsNote:
    "Of one device, on average. Fewer make it harder to notice an attacker whose radio is very much like the device’s.",
  genuineAgainst: "Genuine means: no other radio by more than",
  genuineAgainstNote:
    "A frame is called genuine when the tests would have caught an extra bias of this; else it stays unverified.",
  framesToLearn: "Frames to learn from",
  framesToLearnNote:
    "So many before the first verdict; more at places where temperature changes much",
  probeShare: "Uplinks that are probed",
  probeShareNote:
    "A request in the answer: what the device says in its very next frame shows that the uplink was not held back. Costs airtime.",
  probesPerDay: "Probes a day at most",
  probesPerDayNote: "Of one device",
  elapsedTimePort: "Port of the elapsed-time format",
  elapsedTimePortNote: "Where payloads say how long ago they were measured; 0 when none do",
  mode: "Threshold",
  track: "From each device’s own track",
  "fixed-500hz": "500 Hz for every device, as in the paper (for comparison)",
  late: "Frames that were judged already keep their verdicts.",
  saved: "Frames are judged that way from now on",
});

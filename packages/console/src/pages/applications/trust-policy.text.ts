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
  probes: "Probes",
  probesNote:
    "A request in the answer to an uplink: what the device says in its very next frame shows that the uplink was not held back. No device has to be changed for it; it costs time on air.",
  probeShare: "Uplinks that are probed",
  probeShareNote:
    "Chosen by chance. While a device is under suspicion every uplink is, within the limits below; 0 probes none.",
  probeWindow: "Where requests are sent",
  any: "RX1 or RX2",
  anyNote: "An answer shows that the uplink was held back by about a second at most.",
  rx2: "RX2 alone",
  rx2Note:
    "An answer bounds the delay to what the window is long: 20 ms at SF7, 0.3 s at SF12. The answer comes a second later.",
  probesPerDay: "Probes a day at most",
  probesPerDayNote: "Of one device",
  probeDutyCycle: "Time on air for probes at most",
  probeDutyCycleNote:
    "Of the gateways’ time, for all devices of this application, over an hour. What is over budget is not sent.",
  elapsedTimePort: "Port of the elapsed-time format",
  elapsedTimePortNote: "Where payloads say how long ago they were measured; 0 when none do",
  mode: "Threshold",
  track: "From each device’s own track",
  "fixed-500hz": "500 Hz for every device, as in the paper (for comparison)",
  late: "Frames that were judged already keep their verdicts.",
  saved: "Frames are judged that way from now on",
});

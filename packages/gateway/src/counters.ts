/** What has happened since start, by name; each is a Prometheus counter. */
export const COUNTERS = {
  uplinks: "Frames that concentrators reported",
  annotated: "Frames forwarded with onset and bias",
  plain: "Frames forwarded without, since the SDR had no match in time",
  unwaited: "Frames forwarded without waiting, since the SDR's receivers lagged behind",
  ambiguous: "Frames with several sightings that could be theirs",
  lateMatches: "Frames whose sighting came when they had gone",
  sdrOnly: "Frames that the SDR decoded and the concentrator did not report",
  softFrames: "Frames forwarded from the SDR's own decoding",
  orphans: "Preambles without a frame, forwarded",
  foreign: "Frames with another network's sync word, left aside",
  collisions: "Sightings with another preamble inside, or that one transmitter does not explain",
  anchors: "Matches that set the sample clock",
  pilots: "Downlinks of the own concentrator that the SDR heard leave",
  pilotsMissed: "Downlinks in the SDR's band that it did not make out",
  beacons: "Class B beacons heard",
  stats: "Status reports passed on",
  malformed: "Datagrams of forwarders that could not be read, passed on as they were",
  downlinks: "Downlinks passed on",
  txAcks: "Downlink acknowledgements passed on",
  strayTxAcks: "Downlink acknowledgements that belong to no downlink",
} as const;
export type CounterName = keyof typeof COUNTERS;

export type Counters = Record<CounterName, number>;

export function newCounters(): Counters {
  return Object.fromEntries(Object.keys(COUNTERS).map((name) => [name, 0])) as Counters;
}

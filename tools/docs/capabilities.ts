/** One thing the project promises, and the tests that show it. */
export interface Capability {
  readonly title: string;
  /** Test files, optionally with the name of a test: `packages/x/test/y.test.ts › name`. None: not yet. */
  readonly shownBy?: readonly string[];
  /** What of it is still missing. */
  readonly missing?: string;
}

/** The mission, room by room. */
export const CAPABILITIES: Readonly<Record<string, readonly Capability[]>> = {
  house: [
    { title: "Rooms, floors and their directions", shownBy: ["tools/test/floors.test.ts"] },
    {
      title: "The demo from a fresh start: join, deliver, survive kill -9, end in order",
      shownBy: ["packages/cli/test/e2e/demo.test.ts"],
    },
    {
      title: "One clear line for every obstacle at start-up",
      shownBy: ["packages/cli/test/e2e/demo.test.ts › says in one line"],
    },
  ],
  phy: [
    {
      title: "Signal model of a frame at any sample rate",
      shownBy: ["packages/phy/test/signal/synth.test.ts"],
    },
    {
      title: "Modem: bits, symbols, demodulation with unknown timing and bias",
      shownBy: [
        "packages/phy/test/codec/codec.prop.test.ts",
        "packages/phy/test/demod/frame-receiver.prop.test.ts",
      ],
    },
    {
      title: "Real recordings decode",
      shownBy: [
        "packages/phy/test/demod/real-recordings.test.ts",
        "packages/phy/test/joint/recordings.test.ts",
      ],
    },
    {
      title: "Overlapping frames and orphan preambles",
      shownBy: ["packages/phy/test/demod/collisions.test.ts"],
    },
    {
      title: "Cramér–Rao bounds of the models fitted",
      shownBy: ["packages/phy/test/bounds/cramer-rao.test.ts"],
    },
    {
      title: "Joint estimate of onset, bias and drift with calibrated deviations",
      shownBy: [
        "packages/phy/test/joint/joint-estimator.test.ts",
        "packages/phy/test/joint/joint-estimator.prop.test.ts",
      ],
    },
    {
      title: "Whole-frame refinement: carrier against symbol clock",
      shownBy: ["packages/phy/test/joint/whole-frame.test.ts"],
    },
    {
      title: "The paper's onset detectors",
      shownBy: ["packages/phy/test/onset/onset-detectors.test.ts"],
    },
    {
      title: "The paper's bias estimators",
      shownBy: ["packages/phy/test/bias/bias-estimators.test.ts"],
    },
    {
      title: "SIMD kernels that agree with their plain twins",
      shownBy: ["packages/phy/test/kernels/kernels.test.ts"],
    },
    {
      title: "`lorats phy synth` and `analyze`",
      shownBy: ["packages/cli/test/commands/phy.test.ts"],
    },
  ],
  lorawan: [
    {
      title: "Frames of every message type",
      shownBy: [
        "packages/lorawan/test/frame/codec.test.ts",
        "packages/lorawan/test/frame/codec.prop.test.ts",
      ],
    },
    {
      title: "Cryptography of 1.0.x and 1.1",
      shownBy: [
        "packages/lorawan/test/crypto/data-frame.test.ts",
        "packages/lorawan/test/join/join-accept.test.ts",
      ],
    },
    {
      title: "Whole sessions of real device stacks",
      shownBy: ["packages/lorawan/test/session/device-stacks.test.ts"],
    },
    {
      title: "Agreement with an independent implementation",
      shownBy: ["packages/lorawan/test/differential/lora-packet.prop.test.ts"],
    },
    {
      title: "MAC commands of both directions",
      shownBy: [
        "packages/lorawan/test/mac/commands.test.ts",
        "packages/lorawan/test/mac/commands.prop.test.ts",
      ],
    },
    {
      title: "Application-layer packages TS003 to TS006",
      shownBy: [
        "packages/lorawan/test/packages/commands.test.ts",
        "packages/lorawan/test/packages/fragmentation.test.ts",
      ],
    },
    {
      title: "Regions as tables, with their rules",
      shownBy: [
        "packages/lorawan/test/regions/regions.test.ts",
        "packages/lorawan/test/regions/brocaar.test.ts",
      ],
    },
    {
      title: "Time on air of LoRa, FSK and LR-FHSS",
      shownBy: [
        "packages/lorawan/test/airtime/lora.test.ts",
        "packages/lorawan/test/airtime/fsk-lr-fhss.test.ts",
      ],
    },
    {
      title: "Duty-cycle and dwell ledger",
      shownBy: ["packages/lorawan/test/duty-cycle/transmission-ledger.prop.test.ts"],
    },
    {
      title: "Class B timing, multicast keys",
      shownBy: [
        "packages/lorawan/test/class-b/ping-slot.test.ts",
        "packages/lorawan/test/packages/multicast-keys.test.ts",
      ],
    },
    { title: "TR005 QR codes", shownBy: ["packages/lorawan/test/qr/tr005.test.ts"] },
    {
      title: "A frame explained byte by byte",
      shownBy: [
        "packages/lorawan/test/explain/explain.test.ts",
        "packages/cli/test/commands/lorawan-decode.test.ts",
      ],
    },
    {
      title: "Relay (TS011)",
      shownBy: ["packages/lorawan/test/relay/forward.test.ts"],
      missing: "its MAC commands and wake-on-radio frames",
    },
  ],
  backhaul: [
    {
      title: "Semtech UDP v2 with `lts` fields",
      shownBy: [
        "packages/backhaul/test/semtech-udp/recorded.test.ts",
        "packages/backhaul/test/lts/mac.test.ts",
      ],
    },
    {
      title: "LoRa Basics Station LNS protocol",
      shownBy: ["packages/backhaul/test/basics-station/recorded.test.ts"],
    },
    {
      title: "Gateway MQTT, JSON",
      shownBy: ["packages/backhaul/test/gateway-mqtt/protobuf.test.ts"],
    },
    { title: "rtl_tcp", shownBy: ["packages/backhaul/test/rtl-tcp/rtl-tcp.test.ts"] },
    { title: "No datagram crashes a codec", shownBy: ["packages/backhaul/test/fuzz.test.ts"] },
  ],
  gateway: [
    {
      title: "SDR sources: rtl_tcp, files, SigMF, standard input",
      shownBy: ["packages/gateway/test/iq"],
    },
    {
      title: "Sample-clock discipline with honest uncertainty",
      shownBy: ["packages/gateway/test/clock"],
      missing: "pilots",
    },
    {
      title: "Matching and forwarding with `lts`; store and forward",
      shownBy: ["packages/gateway/test/matching", "packages/gateway/test/forward"],
      missing: "Basics Station as client",
    },
    {
      title: "Soft gateway: eight channels without a concentrator",
      shownBy: ["packages/gateway/test"],
      missing: "memory and latency beyond their targets",
    },
    { title: "Spectrum view" },
  ],
  network: [
    {
      title: "Activation by OTAA, DevNonces by the book of each version",
      shownBy: [
        "packages/network/test/server/class-a.test.ts",
        "packages/network/test/device/nonces.test.ts",
      ],
      missing: "rejoin-requests, an external join server",
    },
    { title: "LoRaWAN 1.1 sessions", shownBy: ["packages/network/test/server/lorawan-11.test.ts"] },
    {
      title: "Deduplication; late copies told apart",
      shownBy: ["packages/network/test/server/lateness.test.ts"],
    },
    {
      title: "Refusals with their reasons",
      shownBy: ["packages/network/test/server/refusals.test.ts"],
    },
    {
      title: "Recovery from the log after kill -9",
      shownBy: ["packages/network/test/server/recovery.test.ts"],
    },
    {
      title: "Downlinks in RX1, RX2 and class C, another gateway when one refuses",
      shownBy: [
        "packages/network/test/server/downlink-paths.test.ts",
        "packages/network/test/server/class-c.test.ts",
      ],
    },
    {
      title: "Gateways keep to their duty cycle",
      shownBy: ["packages/network/test/server/duty-cycle.prop.test.ts"],
    },
    {
      title: "Devices brought to their profile by MAC commands",
      shownBy: ["packages/network/test/server/mac-layer.test.ts"],
    },
    {
      title: "ADR as ChirpStack and The Things Stack do it",
      shownBy: ["packages/network/test/adr/default.test.ts"],
      missing: "a better one; users' own",
    },
    {
      title: "Gateway clock models",
      shownBy: ["packages/network/test/gateway/clock-model.test.ts"],
      missing: "alarms",
    },
    { title: "Basics Station and MQTT gateways at the server's doors" },
    { title: "Class B and multicast" },
  ],
  trust: [
    {
      title: "Time of sending with its uncertainty, from the best reception",
      shownBy: ["packages/trust/test/frame-timing.test.ts"],
      missing:
        "fusion of several gateways, fine timestamps, propagation delay, elapsed-time records",
    },
    { title: "Never `genuine` without evidence", shownBy: ["packages/trust/test/assess.test.ts"] },
    { title: "Bias tracks and replay verdicts" },
    { title: "The true time behind an attack (orphan preambles)" },
    { title: "Temperature model" },
    { title: "Interval hopping" },
    { title: "Probes" },
    { title: "Weak signals" },
  ],
  platform: [
    {
      title: "ChirpStack-compatible events over MQTT, with `timing` and `trust`",
      shownBy: [
        "packages/platform/test/delivery/translator.test.ts",
        "packages/server/test/mqtt/broker.test.ts",
      ],
    },
    {
      title: "At-least-once delivery from a durable cursor",
      shownBy: ["packages/platform/test/delivery/follower.test.ts"],
    },
    {
      title: "Downlink commands over MQTT and HTTP",
      shownBy: ["packages/server/test/mqtt/commands.test.ts"],
    },
    {
      title: "Payload codecs",
      shownBy: ["packages/platform/test/codecs/cayenne-lpp.test.ts"],
      missing: "users' own in a sandbox",
    },
    { title: "Webhooks, databases, brokers as integrations" },
    { title: "Connectors in: other network servers, Sigfox, HTTP and MQTT devices" },
    { title: "Alarms, measurements, locations" },
    { title: "Reprocessing" },
  ],
  storage: [
    {
      title: "Durable event log with group commit, checked hashes, opaque cursors",
      shownBy: [
        "packages/storage/test/sqlite/event-log.test.ts",
        "packages/storage/test/sqlite/crash.test.ts",
      ],
    },
    {
      title: "Full disks, damaged events, dying threads",
      shownBy: ["packages/storage/test/sqlite/failure.test.ts"],
    },
    { title: "Keys wrapped at rest", shownBy: ["packages/storage/test/keys/key-store.test.ts"] },
    {
      title: "Online backup",
      shownBy: ["packages/storage/test/sqlite/storage.test.ts"],
      missing: "`lorats backup` and `restore`",
    },
    { title: "PostgreSQL and NATS JetStream" },
    { title: "Archive in Parquet, retention, erasure" },
  ],
  server: [
    {
      title: "HTTP API with OpenAPI 3.1, cursor paging and problem documents",
      shownBy: [
        "packages/server/test/http/document.test.ts",
        "packages/server/test/http/resources.test.ts",
      ],
    },
    {
      title: "Nothing answers without a credential; tenants do not see each other",
      shownBy: [
        "packages/server/test/http/access.test.ts",
        "packages/server/test/mqtt/broker.test.ts",
      ],
    },
    {
      title: "Sign-in by one-time link and password",
      shownBy: ["packages/server/test/auth/auth.test.ts"],
      missing: "OIDC",
    },
    { title: "Live events that resume", shownBy: ["packages/server/test/http/events.test.ts"] },
    {
      title: "Semtech UDP door: garbage counted, floods limited",
      shownBy: ["packages/server/test/doors/semtech-udp.test.ts"],
    },
    {
      title: "Settings from file, environment and flags",
      shownBy: ["packages/server/test/config/load-config.test.ts"],
    },
  ],
  world: [
    {
      title: "Class A devices against an independent implementation",
      shownBy: ["packages/world/test/device/class-a.test.ts"],
      missing: "classes B and C, 1.1",
    },
    {
      title: "Packet forwarder over Semtech UDP",
      shownBy: ["packages/world/test/forwarder/packet-forwarder.test.ts"],
    },
    {
      title: "The air at frame level: path loss, noise, capture",
      shownBy: ["packages/world/test/air/air.test.ts"],
    },
    {
      title: "Waveforms of its own, heard by the receiver",
      shownBy: ["packages/world/test/iq/agreement.test.ts"],
    },
    {
      title: "Attackers: collider, eavesdropper, replayer",
      shownBy: ["packages/world/test/attack"],
      missing: "a panel in the console",
    },
    { title: "I/Q over rtl_tcp in real time", shownBy: ["packages/world/test/iq"] },
    { title: "A city at frame level", shownBy: ["packages/world/test/city"] },
    { title: "`lorats paper`: the paper's tables and figures" },
  ],
  console: [
    {
      title: "Sign-in, live frames, devices, gateways",
      shownBy: ["packages/console/test/console.test.ts"],
    },
    { title: "Device, gateway, map, alarm and trust pages; attack lab" },
  ],
  "later rooms": [
    { title: "Fleet: shadow configuration, updates by groups" },
    { title: "Insights in real time and by batch" },
    { title: "Ledger: transparency log of the data's integrity" },
    { title: "Router for Helium and roaming" },
    { title: "Sigfox" },
    { title: "Coverage planner" },
  ],
};

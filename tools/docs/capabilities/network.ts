import type { Capability } from "./capability.ts";

export const network: readonly Capability[] = [
  {
    title: "Activation by OTAA, DevNonces by the book of each version",
    shownBy: [
      "packages/network/test/server/class-a.test.ts",
      "packages/network/test/device/nonces.test.ts",
    ],
  },
  {
    title: "Rejoin-requests of types 0, 1 and 2",
    shownBy: ["packages/network/test/server/rejoin.test.ts"],
  },
  {
    title: "A join server as a role of its own",
    shownBy: ["packages/network/test/server/join-server.test.ts"],
    missing: "Backend Interfaces over HTTP",
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
    title:
      "Recovery from the log after kill -9: nothing published is lost, no counter goes back or is used twice",
    shownBy: [
      "packages/network/test/server/recovery.test.ts",
      "packages/server/test/doors/kill-sessions.long.ts",
    ],
  },
  {
    title:
      "A database that was killed or hangs: nothing acknowledged, each refusal counted, /readyz says so, all comes back",
    shownBy: [
      "packages/network/test/server/outage.test.ts",
      "packages/server/test/doors/dead-database.long.ts",
    ],
  },
  {
    title:
      "A broker that is killed, a disk that is slow or hangs: bounded, refused with a count, all comes back",
    shownBy: [
      "packages/server/test/doors/dead-broker.long.ts",
      "packages/server/test/doors/slow-disk.long.ts",
    ],
  },
  {
    title: "Two tenants, counters over the roll-over and late copies, over the server's sockets",
    shownBy: ["packages/server/test/doors/tenants-and-time.test.ts"],
  },
  {
    title: "Floods from a gateway or a device leave the others alone",
    shownBy: [
      "packages/network/test/server/mic-budget.test.ts",
      "packages/server/test/doors/flood.long.ts",
    ],
  },
  {
    title: "LoRaWAN L2 by its clauses (docs/reference/lorawan-conformance.md)",
    shownBy: [
      "packages/network/test/server/clauses.test.ts",
      "packages/network/test/mac/requests.test.ts",
    ],
  },
  {
    title: "Downlinks in RX1, RX2 and class C, another gateway when one refuses",
    shownBy: [
      "packages/network/test/server/downlink-paths.test.ts",
      "packages/network/test/server/class-c.test.ts",
    ],
  },
  {
    title: "Gateways keep to their duty cycle and power in every class, restarts included",
    shownBy: ["packages/network/test/server/duty-cycle.prop.test.ts"],
  },
  {
    title: "Devices brought to their profile by MAC commands",
    shownBy: ["packages/network/test/server/mac-layer.test.ts"],
  },
  {
    title: "Channels of the gateways that hear a device, in plans of more than a gateway has",
    shownBy: ["packages/network/test/server/sub-bands.test.ts"],
  },
  {
    title: "ADR as ChirpStack and The Things Stack do it, and one that spares airtime",
    shownBy: [
      "packages/network/test/adr/default.test.ts",
      "packages/network/test/adr/steady.test.ts",
      "packages/world/test/adr.long.ts",
    ],
  },
  {
    title: "ADR algorithms of users: ChirpStack's plugins, in the sandbox",
    shownBy: ["packages/server/test/adr/adr-plugins.test.ts"],
  },
  {
    title: "The running server over its sockets, with lora-packet and with the world's devices",
    shownBy: [
      "packages/server/test/network-path.test.ts",
      "packages/server/test/doors/over-every-door.test.ts",
      "packages/cli/test/e2e/network-world.long.ts",
    ],
  },
  {
    title: "Gateway clocks and gateways that fall silent: models and alarms",
    shownBy: [
      "packages/network/test/gateway/clock-model.test.ts",
      "packages/network/test/gateway/absolute-clock.test.ts",
      "packages/network/test/server/gateway-watch.test.ts",
    ],
  },
  {
    title: "Class B: ping slots at GPS time",
    shownBy: ["packages/network/test/server/class-b.test.ts"],
  },
  {
    title: "Multicast groups of classes B and C",
    shownBy: [
      "packages/network/test/server/multicast.test.ts",
      "packages/network/test/multicast/rounds.prop.test.ts",
    ],
  },
  {
    title: "Gateways that refuse a power are asked with less, also after a restart",
    shownBy: ["packages/network/test/server/power-caps.test.ts"],
  },
  {
    title: "What LoRaMac-node and RadioLib sent, frame by frame",
    shownBy: ["packages/network/test/server/recorded-stacks.test.ts"],
  },
  {
    title: "Floods of foreign frames cost their own gateway's budget",
    shownBy: ["packages/network/test/server/mic-budget.test.ts"],
  },
  {
    title: "Probes: a policy chooses uplinks after which devices are asked",
    shownBy: ["packages/network/test/mac/probe.test.ts"],
  },
  {
    title: "The server's own clock may jump: nothing is missed, no gateway is blamed",
    shownBy: ["packages/network/test/server/server-clock.test.ts"],
  },
  {
    title: "A log or database that does not answer: bounded, refused with a count, made up for",
    shownBy: ["packages/network/test/server/outage.test.ts"],
  },
  { title: "Relay (TS011): frames that relays forward are opened and answered" },
];

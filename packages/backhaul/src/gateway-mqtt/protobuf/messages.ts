import { CODE_RATES, TX_ACK_STATUSES } from "../enums.ts";

/** What a field holds. */
export type FieldType =
  | "uint32"
  | "int32"
  | "float"
  | "double"
  | "bool"
  | "string"
  | "bytes"
  | "duration"
  | "timestamp"
  /** `map<string, string>`. */
  | "text-map"
  | { readonly values: readonly string[] }
  | { readonly message: MessageType };

export interface FieldSpec {
  /** In protobuf's JSON. */
  readonly name: string;
  readonly type: FieldType;
  readonly repeated?: boolean;
}

/** A message's fields by their numbers. Fields that are not here are passed over. */
export type MessageType = ReadonlyMap<number, FieldSpec>;

function message(
  fields: Readonly<Record<number, readonly [string, FieldType, true?]>>,
): MessageType {
  return new Map(
    Object.entries(fields).map(([no, [name, type, repeated]]) => [
      Number(no),
      { name, type, ...(repeated && { repeated }) },
    ]),
  );
}

const CODE_RATE: FieldType = { values: CODE_RATES };

const LOCATION: FieldType = {
  message: message({
    1: ["latitude", "double"],
    2: ["longitude", "double"],
    3: ["altitude", "double"],
    4: [
      "source",
      {
        values: [
          "UNKNOWN",
          "GPS",
          "CONFIG",
          "GEO_RESOLVER_TDOA",
          "GEO_RESOLVER_RSSI",
          "GEO_RESOLVER_GNSS",
          "GEO_RESOLVER_WIFI",
        ],
      },
    ],
  }),
};

const MODULATION: FieldType = {
  message: message({
    3: [
      "lora",
      {
        message: message({
          1: ["bandwidth", "uint32"],
          2: ["spreadingFactor", "uint32"],
          4: ["polarizationInversion", "bool"],
          5: ["codeRate", CODE_RATE],
          6: ["preamble", "uint32"],
          7: ["noCrc", "bool"],
        }),
      },
    ],
    4: [
      "fsk",
      { message: message({ 1: ["frequencyDeviation", "uint32"], 2: ["datarate", "uint32"] }) },
    ],
    5: [
      "lrFhss",
      {
        message: message({
          1: ["operatingChannelWidth", "uint32"],
          3: ["gridSteps", "uint32"],
          4: ["codeRate", CODE_RATE],
        }),
      },
    ],
  }),
};

/** @see chirpstack api/proto/gw/gw.proto, UplinkFrame */
export const UPLINK_FRAME: MessageType = message({
  1: ["phyPayload", "bytes"],
  4: [
    "txInfo",
    { message: message({ 1: ["frequency", "uint32"], 2: ["modulation", MODULATION] }) },
  ],
  5: [
    "rxInfo",
    {
      message: message({
        1: ["gatewayId", "string"],
        2: ["uplinkId", "uint32"],
        3: ["gwTime", "timestamp"],
        4: ["timeSinceGpsEpoch", "duration"],
        5: ["fineTimeSinceGpsEpoch", "duration"],
        6: ["rssi", "int32"],
        7: ["snr", "float"],
        8: ["channel", "uint32"],
        9: ["rfChain", "uint32"],
        10: ["board", "uint32"],
        11: ["antenna", "uint32"],
        12: ["location", LOCATION],
        13: ["context", "bytes"],
        15: ["metadata", "text-map"],
        16: ["crcStatus", { values: ["NO_CRC", "BAD_CRC", "CRC_OK"] }],
      }),
    },
  ],
});

/** @see gw.proto, GatewayStats */
export const GATEWAY_STATS: MessageType = message({
  2: ["time", "timestamp"],
  3: ["location", LOCATION],
  4: ["configVersion", "string"],
  5: ["rxPacketsReceived", "uint32"],
  6: ["rxPacketsReceivedOk", "uint32"],
  7: ["txPacketsReceived", "uint32"],
  8: ["txPacketsEmitted", "uint32"],
  10: ["metadata", "text-map"],
  17: ["gatewayId", "string"],
});

const TX_ACK_STATUS: FieldType = { values: TX_ACK_STATUSES };

/** @see gw.proto, DownlinkTxAck */
export const DOWNLINK_TX_ACK: MessageType = message({
  2: ["downlinkId", "uint32"],
  5: ["items", { message: message({ 1: ["status", TX_ACK_STATUS] }) }, true],
  6: ["gatewayId", "string"],
});

/** @see gw.proto, ConnState */
export const CONN_STATE: MessageType = message({
  2: ["state", { values: ["OFFLINE", "ONLINE"] }],
  3: ["gatewayId", "string"],
});

const TIMING: FieldType = {
  message: message({
    1: ["immediately", { message: message({}) }],
    2: ["delay", { message: message({ 1: ["delay", "duration"] }) }],
    3: ["gpsEpoch", { message: message({ 1: ["timeSinceGpsEpoch", "duration"] }) }],
  }),
};

/** @see gw.proto, DownlinkFrame */
export const DOWNLINK_FRAME: MessageType = message({
  3: ["downlinkId", "uint32"],
  5: [
    "items",
    {
      message: message({
        1: ["phyPayload", "bytes"],
        3: [
          "txInfo",
          {
            message: message({
              1: ["frequency", "uint32"],
              2: ["power", "int32"],
              3: ["modulation", MODULATION],
              4: ["board", "uint32"],
              5: ["antenna", "uint32"],
              6: ["timing", TIMING],
              7: ["context", "bytes"],
            }),
          },
        ],
      }),
    },
    true,
  ],
  7: ["gatewayId", "string"],
});

/** @see gw.proto, GatewayConfiguration */
export const GATEWAY_CONFIGURATION: MessageType = message({
  2: ["version", "string"],
  3: [
    "channels",
    {
      message: message({
        1: ["frequency", "uint32"],
        3: [
          "loraModulationConfig",
          {
            message: message({
              2: ["spreadingFactors", "uint32", true],
              3: ["bandwidth", "uint32"],
            }),
          },
        ],
        4: [
          "fskModulationConfig",
          { message: message({ 2: ["bitrate", "uint32"], 3: ["bandwidth", "uint32"] }) },
        ],
        5: ["board", "uint32"],
        6: ["demodulator", "uint32"],
      }),
    },
    true,
  ],
  4: ["statsInterval", "duration"],
  5: ["gatewayId", "string"],
});

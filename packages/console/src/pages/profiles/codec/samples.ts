/** Scripts to begin from, by the key of their name among the texts; each with a payload to try it on. */
export interface CodecSample {
  readonly name: "sampleTemplate" | "sampleBits" | "sampleRecords";
  readonly source: string;
  readonly fPort: number;
  readonly hex: string;
  /** Values that `encodeDownlink` takes, where the sample has one. */
  readonly object?: string;
}

const TEMPLATE = `// Bytes of an uplink into values.
function decodeUplink(input) {
  const view = new DataView(Uint8Array.from(input.bytes).buffer);
  if (view.byteLength < 4) {
    return { errors: ["expected 4 bytes"] };
  }
  return {
    data: {
      temperature: view.getInt16(0) / 100,
      humidity: view.getUint8(2) / 2,
      battery: 2 + view.getUint8(3) / 100,
    },
  };
}

// Values into the bytes of a downlink.
function encodeDownlink(input) {
  const minutes = input.data.interval;
  return { fPort: 10, bytes: [minutes >> 8, minutes & 0xff] };
}
`;

const BITS = `// A payload of single bits, and a kind of message on each port.
function decodeUplink(input) {
  const [first = 0, second = 0] = input.bytes;
  switch (input.fPort) {
    case 1:
      return {
        data: {
          door: { open: (first & 0x01) !== 0 },
          tamper: (first & 0x02) !== 0,
          opened: second,
        },
      };
    case 2:
      return { data: { battery: first / 254 }, warnings: first < 25 ? ["battery is low"] : [] };
    default:
      return { errors: ["nothing is known of port " + input.fPort] };
  }
}
`;

const RECORDS = `// Several readings in one frame: a channel, a type and a value each.
const TYPES = {
  0x67: { name: "temperature", size: 2, value: (b, i) => ((b[i] << 24 >> 16) | b[i + 1]) / 10 },
  0x68: { name: "humidity", size: 1, value: (b, i) => b[i] / 2 },
  0x00: { name: "digital", size: 1, value: (b, i) => b[i] },
};

function decodeUplink(input) {
  const { bytes } = input;
  const data = {};
  for (let i = 0; i < bytes.length; ) {
    const channel = bytes[i];
    const type = TYPES[bytes[i + 1]];
    if (!type) {
      return { data, warnings: ["unknown type " + bytes[i + 1] + " at byte " + (i + 1)] };
    }
    data[type.name + channel] = type.value(bytes, i + 2);
    i += 2 + type.size;
  }
  return { data };
}
`;

export const CODEC_SAMPLES: readonly CodecSample[] = [
  {
    name: "sampleTemplate",
    source: TEMPLATE,
    fPort: 2,
    hex: "0866 6e 9b",
    object: '{ "interval": 15 }',
  },
  { name: "sampleBits", source: BITS, fPort: 1, hex: "03 2a" },
  { name: "sampleRecords", source: RECORDS, fPort: 1, hex: "01 67 00 e1 02 68 6e" },
];

import { decodeDatagram, encodeDatagram } from "@lorats/backhaul";
import { fromHex } from "@lorats/base";

/** As `sx1302_hal` 2.1.0 with a GPS receiver writes it. */
const RXPK = {
  jver: 1,
  tmst: 3_512_348_611,
  time: "2026-11-21T09:30:52.592567Z",
  tmms: 1_479_288_670_592,
  ftime: 85_224_290,
  chan: 2,
  rfch: 0,
  freq: 868.5,
  mid: 3,
  stat: 1,
  modu: "LORA",
  datr: "SF7BW125",
  codr: "4/5",
  rssis: -36,
  lsnr: 5.1,
  foff: -3313,
  rssi: -35,
  size: 23,
  data: "ABgXFhUUExIRCAcGBQQDAgEBAOo8pXw=",
};

function datagram(frames: number): Uint8Array {
  const rxpk = Array.from({ length: frames }, (_, i) => ({ ...RXPK, tmst: RXPK.tmst + i }));
  const head = fromHex("0249be00aa555a0000000101");
  const body = new TextEncoder().encode(JSON.stringify({ rxpk }));
  return new Uint8Array([...head, ...body]);
}

/** Seconds of processor time, so that a busy neighbour does not count. */
function timed(count: number, run: () => void): number {
  const start = process.cpuUsage();
  for (let i = 0; i < count; i++) run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** rxpk a second on one core, interleaved with a bare JSON.parse of the same text. */
export async function run(): Promise<void> {
  const decoder = new TextDecoder();
  for (const frames of [1, 8]) {
    const bytes = datagram(frames);
    const decoded = decodeDatagram(bytes);
    if (!decoded.ok) throw new Error(decoded.reason);
    const spent = { decode: 0, parse: 0, encode: 0 };
    const rounds = 30;
    const count = Math.round(8000 / frames);
    for (let round = -5; round < rounds; round++) {
      const decode = timed(count, () => decodeDatagram(bytes));
      const parse = timed(count, () => JSON.parse(decoder.decode(bytes.subarray(12))));
      const encode = timed(count, () => encodeDatagram(decoded.value));
      if (round < 0) continue;
      spent.decode += decode;
      spent.parse += parse;
      spent.encode += encode;
    }
    const total = rounds * count * frames;
    const rate = (seconds: number) => `${Math.round(total / seconds / 1000)}k rxpk/s`;
    console.log(
      `${frames} rxpk, ${bytes.length} B: decode ${rate(spent.decode)}, ` +
        `JSON.parse alone ${rate(spent.parse)}, encode ${rate(spent.encode)}`,
    );
  }
}

if (import.meta.main) await run();

// `npm run bench -- false-detections`: what is reported where there is no LoRa.
import { SeededRandom } from "@lorats/base";
import { FrameReceiver } from "../../src/demod/frame-receiver.ts";
import { INTERFERENCE, interference } from "../support/interference.ts";

const SFS = [7, 8, 9, 10, 11, 12];
const BW_HZ = 125_000;

export async function run(): Promise<void> {
  falseDetections();
  await Promise.resolve();
}

function falseDetections(): void {
  console.log("\nfalse reports, SF7 to SF12 at 125 kHz, 60 s each");
  const rate = 250_000;
  for (const kind of INTERFERENCE) {
    const receiver = new FrameReceiver({
      sampleRateHz: rate,
      bwHz: BW_HZ,
      sfs: SFS,
      carrierHz: 868e6,
    });
    const random = new SeededRandom(7);
    let reports = 0;
    for (let second = 0; second < 60; second++) {
      reports += receiver.push(interference(kind, rate, 1, random)).length;
    }
    reports += receiver.flush().length;
    console.log(
      `${kind.padEnd(14)} ${reports} frames or orphans, ${receiver.counters.sightings} preambles suspected`,
    );
  }
}

// `npm run bench -- collisions`: two frames of one spreading factor at once, and preambles without SFD.
import { SeededRandom, uniform } from "@lorats/base";
import { addNoise } from "../../src/awgn.ts";
import { FrameReceiver } from "../../src/demod/frame-receiver.ts";
import { iqBuffer } from "../../src/iq.ts";
import { loraParams } from "../../src/params.ts";
import { addFrame } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";

const BW_HZ = 125_000;

export async function run(): Promise<void> {
  collisions();
  await Promise.resolve();
}

function collisions(): void {
  console.log(
    "\ntwo SF7 frames of 16 bytes overlap, 5 to 20 symbols apart, louder one at 10 dB and more; 100 a row",
  );
  console.log(
    "first over second   found (first, second)   decoded (first, second)   other reports",
  );
  const symbolS = 2 ** 7 / BW_HZ;
  const rate = 4 * BW_HZ;
  for (const ratioDb of [6, 3, 0, -3, -6]) {
    const count = { found: [0, 0], decoded: [0, 0], others: 0 };
    for (let i = 0; i < 100; i++) {
      const random = new SeededRandom(1000 * ratioDb + i);
      const lagS = (5 + 15 * uniform(random)) * symbolS;
      const iq = iqBuffer(Math.ceil(0.095 * rate));
      const sent = [0, lagS].map((late, which) => {
        const onsetS = 3 * symbolS + late;
        const biasHz = (2 * uniform(random) - 1) * 20e3;
        const amplitude = 10 ** (((which === 0 ? 1 : -1) * ratioDb) / 40);
        const waveform = frameWaveform(loraParams(7, BW_HZ), random.bytes(16));
        const phaseRad = 2 * Math.PI * uniform(random);
        addFrame(iq, rate, waveform, { onsetS, biasHz, carrierHz: 868e6, amplitude, phaseRad });
        return { onsetS, biasHz };
      });
      addNoise(iq, 0.4, random);
      const receiver = new FrameReceiver({
        sampleRateHz: rate,
        bwHz: BW_HZ,
        sfs: [7],
        carrierHz: 868e6,
      });
      const frames = [...receiver.push(iq), ...receiver.flush()];
      count.others += frames.length;
      for (const [which, { onsetS, biasHz }] of sent.entries()) {
        const seen = frames.find(
          (f) => Math.abs(f.onsetS - onsetS) < 2e-5 && Math.abs(f.biasHz - biasHz) < 300,
        );
        if (!seen) continue;
        count.others--;
        count.found[which]++;
        if (seen.crcOk) count.decoded[which]++;
      }
    }
    const { found, decoded, others } = count;
    console.log(
      `${String(ratioDb).padStart(4)} dB               ${found.join(", ")}                  ${decoded.join(", ")}                   ${others}`,
    );
  }
}

import assert from "node:assert/strict";
import { it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { Analyzer, frameWaveform, loraParams, synthesize } from "@lorats/phy";

const CARRIER_HZ = 868.1e6;
const PAYLOAD = new Uint8Array(30).fill(0xab);

// Recorded transmitters warm up by 25 to 130 Hz/s; at SF12 that is a bin every seven symbols.
for (const driftHzPerS of [-130, 130, 160]) {
  it(`a frame of two seconds is read while its carrier drifts by ${driftHzPerS} Hz/s`, () => {
    const waveform = frameWaveform(loraParams(12, 125_000), PAYLOAD);
    const arrival = { onsetS: 0.0123, biasHz: -20_000, driftHzPerS, carrierHz: CARRIER_HZ };
    const iq = synthesize({
      sampleRateHz: 250_000,
      durationS: waveform.durationS + 0.1,
      waveform,
      arrival,
      snrDb: -10,
      random: new SeededRandom(1),
    });
    const analyzer = new Analyzer({
      sampleRateHz: 250_000,
      bwsHz: [125_000],
      sfs: [12],
      carrierHz: CARRIER_HZ,
    });
    const [frame] = [...analyzer.push(iq), ...analyzer.flush()];
    assert.equal(frame?.crcOk, true);
    assert.deepEqual(frame.payload, PAYLOAD);
    assert.ok(Math.abs(frame.driftHzPerS! - driftHzPerS) < 5 * frame.driftSdHzPerS!);
  });
}

// `npm run bench -- packet-errors [--sf=7,8]`: packet error rate against SNR, and the floor.
import { chosenSfs } from "../support/arguments.ts";
import { packetErrors } from "../support/per.ts";

/** The ends first: they are what targets are stated for. */
const PER_SFS = chosenSfs([7, 12, 8, 9, 10, 11]);
/** SNR in the bandwidth at which about a tenth of the frames is lost. */
const NEAR: Readonly<Record<number, number>> = {
  7: -9.3,
  8: -12.2,
  9: -14.9,
  10: -17.8,
  11: -20.8,
  12: -23.5,
};

export async function run(): Promise<void> {
  packetErrorCurves();
  await Promise.resolve();
}

function packetErrorCurves(): void {
  console.log(
    "\npacket errors: 16 bytes, CR 4/5, bias ±20 ppm with matching clock; noise white over 4 × the bandwidth",
  );
  console.log("SNR in 125 kHz, 1000 frames a point; the floor at 0 dB with 3000");
  for (const sf of PER_SFS) {
    const points = [-0.7, 0, 0.7].map((step) => {
      const snrDb = NEAR[sf] + step;
      return { snrDb, per: packetErrors(sf, snrDb, 1000).lost / 1000 };
    });
    const floor = packetErrors(sf, 0, 3000);
    const curve = points.map(
      ({ snrDb, per }) => `${snrDb.toFixed(1)} dB ${(100 * per).toFixed(1)} %`,
    );
    console.log(
      `SF${sf}  ${curve.join("   ")}   10 % at ${tenPercent(points).toFixed(2)} dB   floor ${floor.lost} of ${floor.frames}`,
    );
  }
}

/** Where log PER crosses 10 %, by interpolation. */
function tenPercent(points: readonly { snrDb: number; per: number }[]): number {
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]];
    if (a.per < 0.1 || b.per > 0.1) continue;
    const share = Math.log(a.per / 0.1) / Math.log(a.per / Math.max(b.per, 1e-4));
    return a.snrDb + share * (b.snrDb - a.snrDb);
  }
  return Number.NaN;
}

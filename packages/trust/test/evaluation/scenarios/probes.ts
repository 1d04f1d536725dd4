import { DEFAULT_POLICY, frameAlpha } from "../../../src/policy.ts";
import {
  logBayesOfProbes,
  NO_PROBES,
  probeAnswered,
  probeSent,
  wantsProbe,
} from "../../../src/probe/probe-track.ts";
import { betweenAlarms, share } from "../statistics.ts";
import { drawsOf, type Outcome, type Scenario } from "./scenario.ts";

const EVERY_S = 600;

/** DevStatusReq on one uplink in a hundred. */
export const probes: Scenario = {
  name: "probes",
  run(effort) {
    const { devices } = effort;
    const alpha = frameAlpha(DEFAULT_POLICY, 600);
    const rows = [0.05, 0.2, 0.4].map((lost) => {
      const falseRuns = { hits: 0, of: 0 };
      let [total, found] = [0, 0];
      let [asked, episodes] = [0, 0];
      let sent = 0;
      for (let d = 0; d < devices; d++) {
        const random = drawsOf(effort, "probes", lost, d);
        let track = NO_PROBES;
        let attackFrom = 4000;
        let wasAlarm = false;
        for (let n = 0; n < 12_000; n++) {
          sent++;
          const nowS = n * EVERY_S;
          const id = `0197f000-0000-7000-8000-0000${random.uint32().toString(16).padStart(8, "0")}`;
          const attacked = n >= attackFrom;
          if (
            wantsProbe(
              track,
              { share: 0.01, perDay: 24 },
              { deduplicationId: id, nowS, urgent: false },
            )
          ) {
            asked++;
            track = probeSent(track, { deduplicationId: id, fCnt: n, boundS: 1 }, nowS);
            // What was held back is not being listened for any more; by chance one answer in fifty comes all the same.
            const answered = attacked
              ? random.uint32() / 2 ** 32 < 0.02
              : random.uint32() / 2 ** 32 >= lost;
            if (answered) ({ track } = probeAnswered(track, n + 1, true));
          }
          const alarm = logBayesOfProbes(track) >= -Math.log(alpha / 2);
          if (!attacked) {
            falseRuns.of++;
            if (alarm) falseRuns.hits++;
            if (alarm && !wasAlarm) episodes++;
            wasAlarm = alarm;
          } else if (alarm) {
            found++;
            total += n - attackFrom;
            attackFrom = Number.POSITIVE_INFINITY;
            break;
          }
        }
      }
      return [
        `${lost * 100} %`,
        share(falseRuns.hits, falseRuns.of),
        betweenAlarms(episodes, falseRuns.of, EVERY_S),
        `${found} of ${devices}`,
        found > 0 ? (total / found).toFixed(0) : "–",
        `${((100 * asked) / sent).toFixed(2)} %`,
      ];
    });
    return {
      tables: [
        {
          title: "Perfect oscillators, no change of the device: probes on 1 % of uplinks",
          note: "Every frame is held back from the 4,000th on. One answer in the very next frame bounds the delay of its uplink at once; the columns are about noticing that answers stay away. A probe costs one byte of a downlink and three of an uplink: at SF7 36 ms of the gateway's time on air where no downlink was due anyway, at SF12 1 s.",
          head: [
            "requests lost on the way down",
            "frames alarmed before the attack",
            "one device's time between alarms",
            "attacks noticed",
            "frames until then",
            "uplinks probed",
          ],
          rows,
        },
      ],
    } satisfies Outcome;
  },
};

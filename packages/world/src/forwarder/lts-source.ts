import { createHmac, createSecretKey } from "node:crypto";
import {
  sealLtsReport,
  type GatewayUplink,
  type HmacSha256,
  type LtsReport,
  type LtsSideReport,
  type SdrHealth,
} from "@lorats/backhaul";
import type { Concentrator, Reception } from "./concentrator.ts";
import type { FrameSdr } from "./frame-sdr.ts";

const NOTHING = new Uint8Array(0);

/** What the SDR has to say by itself. */
interface LtsHooks {
  /** A frame that the concentrator lost and the SDR read. */
  readonly onFrame: (reception: Reception, report: LtsReport) => void;
  /** Something to be told beside frames. */
  readonly onSide: (side: LtsSideReport) => void;
}

/** What a gateway adds to frames, and beside them, from its SDR, with its MAC when it has a key. */
export class LtsSource {
  readonly #sdr: FrameSdr;
  readonly #concentrator: Concentrator;
  readonly #hmac: HmacSha256 | undefined;
  readonly #clock: SdrHealth["clock"];

  /** @param key hexadecimal */
  constructor(
    sdr: FrameSdr,
    concentrator: Concentrator,
    key: string | undefined,
    clock: SdrHealth["clock"],
  ) {
    this.#sdr = sdr;
    this.#concentrator = concentrator;
    this.#hmac = key === undefined ? undefined : hmacWith(key);
    this.#clock = clock;
  }

  start({ onFrame, onSide }: LtsHooks): void {
    this.#sdr.start(({ heard, report, isReceived }) => {
      if (isReceived) {
        const reception = this.#concentrator.receptionOf(heard);
        onFrame({ ...reception, foffHz: Math.round(report.biasHz) }, report);
        return;
      }
      const { freqHz, sf, bwHz } = heard.transmission;
      const sealed = this.#sealed(report, { phyPayload: NOTHING, counter: undefined });
      onSide({ orphans: [{ ...sealed, freqHz, sf, bwHz }], pilots: [] });
    });
  }

  stop(): void {
    this.#sdr.stop();
  }

  /** What the SDR saw of a frame that the concentrator has received. */
  take({ transmission }: Reception): LtsReport | undefined {
    return this.#sdr.take(transmission);
  }

  /** The uplink with a report of it. */
  annotate<T extends GatewayUplink>(uplink: T, report: LtsReport): T {
    const { phyPayload, times } = uplink;
    return { ...uplink, lts: this.#sealed(report, { phyPayload, counter: times.counter }) };
  }

  get health(): LtsSideReport {
    const { matched, orphans } = this.#sdr.counts;
    const { clockSdNs } = this.#sdr;
    return {
      orphans: [],
      pilots: [],
      sdr: { state: "ok", clock: this.#clock, clockSdNs, matchedFrames: matched, orphans },
    };
  }

  #sealed(report: LtsReport, frame: Parameters<typeof sealLtsReport>[1]): LtsReport {
    return this.#hmac ? sealLtsReport(report, frame, this.#hmac) : report;
  }
}

function hmacWith(key: string): HmacSha256 {
  const secret = createSecretKey(Buffer.from(key, "hex"));
  return (message) => new Uint8Array(createHmac("sha256", secret).update(message).digest());
}

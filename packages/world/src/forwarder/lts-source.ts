import { createHmac, createSecretKey } from "node:crypto";
import {
  sealLtsReport,
  type GatewayUplink,
  type HmacSha256,
  type LtsReport,
  type LtsSideReport,
  type SdrHealth,
} from "@lorats/backhaul";
import type { Reception } from "./concentrator.ts";
import type { FrameSdr } from "./frame-sdr.ts";

const NOTHING = new Uint8Array(0);

/**
 * What a gateway adds to frames, and beside them, from its SDR, with its MAC when it has a key. It passes on what its concentrator
 * reports and nothing else, as a LoRaTS gateway with `soft = "never"` does: what the SDR alone has read is an orphan.
 */
export class LtsSource {
  readonly #sdr: FrameSdr;
  readonly #hmac: HmacSha256 | undefined;
  readonly #clock: SdrHealth["clock"];

  /** @param key hexadecimal */
  constructor(sdr: FrameSdr, key: string | undefined, clock: SdrHealth["clock"]) {
    this.#sdr = sdr;
    this.#hmac = key === undefined ? undefined : hmacWith(key);
    this.#clock = clock;
  }

  start(onSide: (side: LtsSideReport) => void): void {
    this.#sdr.start(({ heard, report }) => {
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

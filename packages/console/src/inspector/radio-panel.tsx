import type { FrameDetails } from "@lorats/api";
import { formatDuration, formatMhz } from "../format.ts";
import { CopyText } from "../parts/copy-text.tsx";
import { Facts } from "../parts/facts.tsx";
import { Panel } from "../parts/panel.tsx";
import { text as live } from "../live/live.text.ts";
import { text } from "./inspector.text.ts";

/** How it was sent. */
export function RadioPanel({ frame }: { readonly frame: FrameDetails }) {
  const { devEui, dataRate, freqHz, airtimeNs, freshness } = frame;
  const modulation = frame.receptions[0]?.modulation;
  return (
    <Panel title={text("radio")}>
      <Facts
        facts={[
          [text("modulation"), modulation && modulationText(modulation)],
          [text("frequency"), freqHz === undefined ? undefined : formatMhz(freqHz)],
          [text("dataRate"), dataRate === undefined ? undefined : `DR${dataRate}`],
          [text("airtime"), airtimeNs === undefined ? undefined : formatDuration(airtimeNs)],
          [text("freshness"), freshness && live(freshness)],
          [text("devEui"), <CopyText key="eui" text={devEui} label={text("devEui")} />],
        ]}
      />
    </Panel>
  );
}

type Modulation = FrameDetails["receptions"][number]["modulation"];

function modulationText(modulation: Modulation): string {
  switch (modulation.kind) {
    case "lora": {
      const rate = modulation.codeRate === undefined ? "" : ` · CR ${modulation.codeRate}`;
      return `LoRa SF${modulation.sf} · ${modulation.bwHz / 1000} kHz${rate}`;
    }
    case "fsk":
      return `FSK · ${modulation.bitRateBps / 1000} kbit/s`;
    case "lr-fhss":
      return `LR-FHSS · ${modulation.operatingBwHz / 1000} kHz`;
  }
}

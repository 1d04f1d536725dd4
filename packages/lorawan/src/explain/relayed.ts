import { decodePhyPayload } from "../frame/codec.ts";
import type { Direction } from "../frame/m-hdr.ts";
import { decodeRelayedUplink } from "../relay/forward.ts";
import type { Clear } from "./commands.ts";
import { node, type ExplanationNode } from "./node.ts";

interface Explained {
  readonly meaning: string;
  readonly children?: readonly ExplanationNode[];
}

/** What a relay forwards: metadata and a frame on the way up, a frame alone on the way down. */
export function explainRelayed(direction: Direction, run: Clear): Explained {
  const { frame, at, length } = run;
  const decrypted = { decrypted: true } as const;
  if (direction === "down") return { meaning: "for a relay", children: [inner(run, at, length)] };
  const relayed = decodeRelayedUplink(frame.subarray(at, at + length));
  if (!relayed.ok) return { meaning: `decrypted; ${relayed.reason}` };
  const { dataRate, snrDb, rssiDbm, worChannel, freqHz } = relayed.value;
  const heard = `heard at DR${dataRate}, ${snrDb} dB SNR, ${rssiDbm} dBm, wake-up channel ${worChannel}`;
  return {
    meaning: "forwarded by a relay",
    children: [
      node(frame, "UplinkMetadata", at, 3, heard, {
        value: { dataRate, snrDb, rssiDbm, worChannel },
        ...decrypted,
      }),
      node(frame, "Freq", at + 3, 3, `${freqHz / 1e6} MHz`, { value: freqHz, ...decrypted }),
      inner(run, at + 6, length - 6),
    ],
  };
}

function inner({ frame }: Clear, at: number, length: number): ExplanationNode {
  const decoded = decodePhyPayload(frame.subarray(at, at + length));
  const meaning = decoded.ok ? `a ${decoded.value.mType} frame` : `no frame: ${decoded.reason}`;
  return node(frame, "PHYPayload", at, length, meaning, { decrypted: true });
}

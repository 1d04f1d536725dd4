import type { MulticastGroupId } from "@lorats/base";
import type { Fate, HeardFrame } from "../uplink/collector.ts";
import type { Copy } from "../uplink/reception.ts";
import type { Opportunity } from "./opportunity.ts";
import type { Turn } from "./turn.ts";

/** What waits to be decided. Everything is decided by one loop, so no state is ever changed from two sides. */
export type Work =
  | { readonly kind: "frame"; readonly heard: HeardFrame; readonly silent: boolean }
  | { readonly kind: "late-copy"; readonly copy: Copy; readonly fate: Fate }
  | {
      readonly kind: "downlink";
      readonly opportunity: Opportunity;
      /** When it should have been decided, where a window does not wait. */
      readonly dueMono?: bigint | undefined;
    }
  | { readonly kind: "multicast"; readonly groupId: MulticastGroupId }
  | {
      readonly kind: "call";
      /** Brings into memory what `decide` reads. */
      readonly prepare?: () => Promise<void>;
      readonly decide: (turn: Turn) => void;
      /** Called when the decision is durable. */
      readonly done: () => void;
    };

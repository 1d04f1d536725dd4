import { Badge, Tooltip } from "@mantine/core";
import type { Verdict } from "../live/frame.ts";

const LOOKS: Readonly<Record<Verdict, { color: string; says: string }>> = {
  genuine: { color: "teal", says: "The evidence fits this device, sent at this time" },
  unverified: { color: "gray", says: "Nothing to judge by yet: neither genuine nor replayed" },
  suspect: { color: "yellow", says: "Some evidence speaks against this frame" },
  replayed: { color: "red", says: "Held back and sent again by another radio" },
};

export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { color, says } = LOOKS[verdict];
  return (
    <Tooltip label={says} withArrow>
      <Badge
        color={color}
        variant={verdict === "unverified" ? "outline" : "light"}
        tt="none"
        miw="max-content"
      >
        {verdict}
      </Badge>
    </Tooltip>
  );
}

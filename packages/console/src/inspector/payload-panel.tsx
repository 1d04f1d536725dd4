import { Code, Stack, Text } from "@mantine/core";
import type { FrameDetails } from "@lorats/api";
import { base64ToHex, spacedHex } from "../format.ts";
import { Facts } from "../parts/facts.tsx";
import { Panel } from "../parts/panel.tsx";
import { text } from "./inspector.text.ts";

/** The payload, raw and decoded. */
export function PayloadPanel({
  frame: { fPort, data, object, codec = "none" },
}: {
  readonly frame: FrameDetails;
}) {
  if (data === undefined) return null;
  const hex = base64ToHex(data);
  return (
    <Panel title={text("payload")}>
      <Stack gap="xs">
        <Facts
          facts={[
            [text("port"), fPort ?? "–"],
            [
              text("bytes"),
              hex === "" ? "–" : <Code style={{ overflowWrap: "anywhere" }}>{spacedHex(hex)}</Code>,
            ],
          ]}
        />
        {object !== undefined && (
          <>
            <Text size="xs" c="dimmed">
              {text("decoded", { codec })}
            </Text>
            <Code block>{JSON.stringify(object, null, 2)}</Code>
          </>
        )}
        {object === undefined && codec === "none" && hex !== "" && (
          <Text size="xs" c="dimmed">
            {text("noCodec")}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

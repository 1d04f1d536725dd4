import { Group, Stack } from "@mantine/core";
import { useState } from "react";
import { SearchInput } from "../../form/search-input.tsx";
import { CopyText } from "../../parts/copy-text.tsx";
import { Panel } from "../../parts/panel.tsx";
import { text as devicesText } from "../devices/devices.text.ts";
import { DeviceList } from "../devices/list.tsx";
import { text } from "./applications.text.ts";
import type { ApplicationTabProps } from "./one.tsx";

/** The application's devices, and where their events are. */
export default function DevicesTab({ application: { id } }: ApplicationTabProps) {
  const [search, setSearch] = useState("");
  return (
    <Stack gap="md">
      <Group>
        <SearchInput label={devicesText("search")} value={search} onChange={setSearch} />
      </Group>
      <DeviceList search={search} applicationId={id} />
      <Panel title={text("mqtt")} note={text("mqttNote")}>
        <CopyText text={`application/${id}/device/+/event/+`} label={text("mqtt")} />
      </Panel>
    </Stack>
  );
}

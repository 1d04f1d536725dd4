import { Text } from "@mantine/core";
import type { DeviceProfile } from "@lorats/api";
import { IconListDetails } from "@tabler/icons-react";
import { client } from "../../client.ts";
import { nameColumn, type Column } from "../../table/columns.tsx";
import { ListPage } from "../../table/list-page.tsx";
import { text } from "./profiles.text.ts";

export function ProfilesPage() {
  return (
    <ListPage
      text={text}
      resource="device-profiles"
      queryKey={["profiles"]}
      fetch={client.listDeviceProfiles}
      columns={COLUMNS}
      address="/profiles"
      icon={<IconListDetails />}
    />
  );
}

const COLUMNS: readonly Column<DeviceProfile>[] = [
  nameColumn(text("name"), "/profiles"),
  {
    key: "region",
    title: text("region"),
    width: 110,
    cell: ({ region }) => <Text size="sm">{region}</Text>,
  },
  {
    key: "lorawan",
    title: text("lorawan"),
    width: 100,
    from: "xs",
    cell: ({ macVersion }) => <Text size="sm">{macVersion}</Text>,
  },
  {
    key: "class",
    title: text("class"),
    width: 80,
    from: "sm",
    cell: ({ classB, classC }) => (
      <Text size="sm">{["A", classB && "B", classC && "C"].filter(Boolean).join(" ")}</Text>
    ),
  },
  {
    key: "codec",
    title: text("codec"),
    width: 130,
    from: "sm",
    cell: ({ codec }) => (
      <Text size="sm" {...(codec.kind === "none" && { c: "dimmed" })}>
        {codec.kind}
      </Text>
    ),
  },
];

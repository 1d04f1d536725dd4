import { Badge } from "@mantine/core";
import type { Device } from "@lorats/api";
import { common } from "../../i18n/common.text.ts";
import { When } from "../../parts/when.tsx";
import { text } from "./devices.text.ts";

interface DeviceStateProps {
  readonly device: Pick<Device, "disabled" | "state" | "lastSeenAt">;
}

/** That a device's frames are refused; nothing where they are not. */
export function Ignored({ device: { disabled } }: DeviceStateProps) {
  return (
    disabled && (
      <Badge color="gray" ml="xs" size="sm">
        {common("disabled")}
      </Badge>
    )
  );
}

/** That a device was silent for too long, where nobody wants it to be. */
export function Overdue({ device }: DeviceStateProps) {
  return (
    isOverdue(device) && (
      <Badge color="orange" variant="light" size="sm" title={text("overdueHint")}>
        {text("overdue")}
      </Badge>
    )
  );
}

/** When a device was heard last. */
export function LastHeard({ device }: DeviceStateProps) {
  const { lastSeenAt } = device;
  const heard = isOverdue(device) ? "orange" : "teal";
  return (
    <Badge variant="dot" color={lastSeenAt === undefined ? "gray" : heard}>
      {lastSeenAt === undefined ? text("never") : <When time={lastSeenAt} as="ago" />}
    </Badge>
  );
}

function isOverdue({ disabled, state }: DeviceStateProps["device"]): boolean {
  return state === "overdue" && !disabled;
}

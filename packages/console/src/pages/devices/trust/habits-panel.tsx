import { Badge, Group, Stack } from "@mantine/core";
import { formatDuration } from "../../../format.ts";
import { Facts } from "../../../parts/facts.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { When } from "../../../parts/when.tsx";
import { text } from "../trust.text.ts";

import type { TrustStateProps } from "./props.ts";

/** When it usually sends, what probes said, what else is odd. */
export function HabitsPanel({ trust: { schedule, probes, signals } }: TrustStateProps) {
  const period = formatDuration((schedule?.periodS ?? 0) * 1e9);
  return (
    <Panel title={text("schedule")}>
      <Stack gap="sm">
        <Facts
          facts={[
            [
              text("schedule"),
              schedule &&
                `${text(schedule.kind, { period })} ±${formatDuration(schedule.sdS * 1e9)}`,
            ],
            [text("next"), schedule?.nextAt && <When time={schedule.nextAt} />],
            [
              text("probes"),
              text("probesText", { answered: probes.answeredNext, sent: probes.sent }),
            ],
            [
              text("bound"),
              probes.lastBoundS === undefined ? undefined : formatDuration(probes.lastBoundS * 1e9),
            ],
            [
              text("signals"),
              signals.length === 0 ? (
                text("noSignals")
              ) : (
                <Group gap={6} key="s">
                  {signals.map(({ code, since }) => (
                    <Badge key={code} color="yellow" variant="light" title={since}>
                      {code}
                    </Badge>
                  ))}
                </Group>
              ),
            ],
          ]}
        />
      </Stack>
    </Panel>
  );
}

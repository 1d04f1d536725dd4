import { Badge, Stack } from "@mantine/core";
import { IconWaveSine } from "@tabler/icons-react";
import { useMemo } from "react";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { text } from "../../spectrum/spectrum.text.ts";
import "../../spectrum/spectrum.css";
import { Waterfall } from "../../spectrum/waterfall.tsx";
import type { GatewayTabProps } from "./one.tsx";
import { useGatewayEvents } from "./use-gateway.ts";

import { HealthPanel } from "./spectrum/health-panel.tsx";
import { marksOf } from "./spectrum/measured.ts";
import { Snippets } from "./spectrum/snippets.tsx";
import { useSpectrum } from "./spectrum/use-spectrum.ts";

/** What the gateway's software radio sees of the air. */
export default function SpectrumTab({ gateway }: GatewayTabProps) {
  const { page, rows, error } = useSpectrum(gateway.id);
  const receptions = useGatewayEvents(gateway, "reception", 100).data ?? [];
  const sightings = useGatewayEvents(gateway, "sighting", 100).data ?? [];
  const marks = useMemo(() => marksOf(receptions, sightings), [receptions, sightings]);
  return (
    <Stack gap="md">
      {error && <ProblemNotice error={error} />}
      <Panel
        title={text("waterfall")}
        note={text("marks")}
        actions={
          <Badge variant="dot" color={page ? "teal" : "gray"}>
            {text(page ? "live" : "waiting")}
          </Badge>
        }
      >
        {page ? (
          <Waterfall page={page} rows={rows} marks={marks} />
        ) : (
          <EmptyState icon={<IconWaveSine />} title={text("waiting")}>
            {text("waitingNote")}
          </EmptyState>
        )}
      </Panel>
      <HealthPanel gateway={gateway} />
      <Snippets gateway={gateway} receptions={receptions} />
    </Stack>
  );
}

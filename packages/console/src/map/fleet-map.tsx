import "maplibre-gl/dist/maplibre-gl.css";
import "./fleet-map.css";
import { Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { IconMapPin } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { EmptyState } from "../parts/empty-state.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { DataTable } from "../table/data-table.tsx";
import { Drawing } from "./drawing.tsx";
import { text } from "./map.text.ts";
import { PLACE_COLUMNS } from "./place-columns.tsx";
import { useFleet, type Fleet } from "./use-fleet.ts";
import { useGround, type Ground } from "./use-ground.ts";

/** The fleet on the map, and the same as a list for those who cannot see it. */
export default function FleetMap() {
  const { fleet, error } = useFleet();
  const { ground, error: noGround } = useGround();
  if (error && !fleet) return <ProblemNotice error={error} />;
  if (noGround) return <ProblemNotice error={noGround} />;
  if (fleet && fleet.gateways.length === 0) {
    return (
      <div className="panel">
        <EmptyState
          icon={<IconMapPin />}
          title={text("noPlaceTitle")}
          action={
            <Button component={Link} to="/gateways" variant="light">
              {text("toGateways")}
            </Button>
          }
        >
          {text("noPlace")}
        </EmptyState>
      </div>
    );
  }
  if (!ground || !fleet) return <PageSkeleton />;
  return <Shown fleet={fleet} ground={ground} />;
}

interface ShownProps {
  readonly fleet: Fleet;
  readonly ground: Ground;
}

function Shown({ fleet, ground }: ShownProps) {
  const [shows, setShows] = useState({ devices: true, links: true, areas: true });
  const { gateways, placeless } = fleet;
  const devices = shows.devices ? fleet.devices : NONE;
  const scene = useMemo(
    () => ({ gateways, devices, showsLinks: shows.links, showsAreas: shows.areas }),
    [gateways, devices, shows.links, shows.areas],
  );
  const places = useMemo(() => [...gateways, ...devices], [gateways, devices]);
  const box = (what: keyof typeof shows) => (
    <Checkbox
      size="xs"
      label={text(what)}
      checked={shows[what]}
      disabled={what !== "devices" && !shows.devices}
      onChange={(event) => setShows({ ...shows, [what]: event.currentTarget.checked })}
    />
  );
  return (
    <Stack gap="sm">
      <Drawing ground={ground} scene={scene} places={places} />
      <Group gap="md">
        {box("devices")}
        {box("links")}
        {box("areas")}
      </Group>
      <Text size="xs" c="dimmed">
        {text("legend")} {placeless > 0 && text("placeless", { count: placeless })}
      </Text>
      <div className="panel">
        <DataTable
          label={text("places")}
          rows={places}
          columns={PLACE_COLUMNS}
          rowKey={({ id }) => id}
          rowHeight={38}
        />
      </div>
    </Stack>
  );
}

const NONE: Fleet["devices"] = [];

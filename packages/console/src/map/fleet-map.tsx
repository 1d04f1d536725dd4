import "maplibre-gl/dist/maplibre-gl.css";
import "./fleet-map.css";
import { Alert, Anchor, Button, Group, Text, useComputedColorScheme } from "@mantine/core";
import { IconFocusCentered, IconMapPin } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { GatewayState } from "../pages/gateways/states.tsx";
import { useGateways } from "../state/lists.ts";
import { DataTable, type Column } from "../table/data-table.tsx";
import { loadBaseMap } from "./base-map.ts";
import { createDrawnMap, type DrawnMap } from "./drawn-map.ts";
import { text } from "./map.text.ts";
import { placesOf, type Place } from "./places.ts";

/** Gateways on the map, and the same as a list for those who cannot see it. */
export default function FleetMap() {
  const gateways = useGateways();
  const places = useMemo(() => placesOf(gateways), [gateways]);
  const base = useQuery({ queryKey: ["base-map"], queryFn: loadBaseMap, staleTime: Infinity });
  if (gateways.length > 0 && places.length === 0) {
    return (
      <div className="panel">
        <EmptyState icon={<IconMapPin />} title={text("noPlaceTitle")}>
          {text("noPlace")}
        </EmptyState>
      </div>
    );
  }
  if (!base.data || places.length === 0) return <PageSkeleton />;
  return (
    <>
      <Drawing base={base.data} places={places} />
      <Text size="xs" c="dimmed">
        {text("legend")}
      </Text>
      <div className="panel">
        <DataTable
          label={text("place")}
          rows={places}
          columns={COLUMNS}
          rowKey={({ id }) => id}
          rowHeight={38}
        />
      </div>
    </>
  );
}

interface DrawingProps {
  readonly base: Awaited<ReturnType<typeof loadBaseMap>>;
  readonly places: readonly Place[];
}

function Drawing({ base, places }: DrawingProps) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnMap>(undefined);
  const navigate = useNavigate();
  const scheme = useComputedColorScheme("light");
  const [failed, setFailed] = useState(false);
  const newest = useRef({ places, navigate });
  newest.current = { places, navigate };
  useEffect(() => {
    try {
      const { places: first } = newest.current;
      const made = createDrawnMap(box.current!, base, scheme, first, (id) => {
        void newest.current.navigate({ to: "/gateways/$id", params: { id } });
      });
      drawn.current = made;
      made.fit(newest.current.places);
      return () => made.remove();
    } catch {
      setFailed(true);
      return undefined;
    }
  }, [base, scheme]);
  useEffect(() => drawn.current?.show(places), [places]);
  if (failed) return <Alert color="yellow">{text("noWebgl")}</Alert>;
  return (
    <div className="panel map-frame">
      <div ref={box} className="map" role="region" aria-label={text("map")} />
      <Group className="map-tools">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFocusCentered size={15} />}
          onClick={() => drawn.current?.fit(places)}
        >
          {text("fit")}
        </Button>
      </Group>
    </div>
  );
}

const COLUMNS: readonly Column<Place>[] = [
  {
    key: "name",
    title: text("place"),
    cell: ({ id, name }) => (
      <Anchor component={Link} to={`/gateways/${id}`} size="sm">
        {name}
      </Anchor>
    ),
  },
  { key: "state", title: "", width: 130, cell: ({ state }) => <GatewayState state={state} /> },
  {
    key: "where",
    title: "",
    width: 190,
    from: "sm",
    cell: ({ latitudeDeg, longitudeDeg }) => (
      <Text size="sm" className="tnum">
        {latitudeDeg.toFixed(5)}°, {longitudeDeg.toFixed(5)}°
      </Text>
    ),
  },
];

import { Anchor, Badge, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { GatewayState } from "../pages/gateways/states.tsx";
import type { Column } from "../table/data-table.tsx";
import { text } from "./map.text.ts";
import type { Place } from "./places.ts";

/** What stands on the map, in words. */
export const PLACE_COLUMNS: readonly Column<Place>[] = [
  {
    key: "name",
    title: text("place"),
    cell: ({ kind, id, name }) => {
      const to: string = `/${kind}s/${id}`;
      return (
        <Anchor component={Link} to={to} size="sm" truncate display="block">
          {name}
        </Anchor>
      );
    },
  },
  {
    key: "state",
    title: "",
    width: 150,
    cell: (place) =>
      place.kind === "gateway" ? (
        <GatewayState state={place.state} />
      ) : (
        <Badge color="indigo" variant="light">
          {text("heardBy", { count: place.heardBy.length })}
        </Badge>
      ),
  },
  {
    key: "sd",
    title: text("within"),
    width: 110,
    align: "end",
    from: "xs",
    cell: (place) => (place.kind === "device" ? lengthText(place.radiusM) : "–"),
  },
  {
    key: "where",
    title: "",
    width: 190,
    from: "sm",
    cell: (place) => {
      // No more digits than are known.
      const digits = place.kind === "device" ? 3 : 5;
      return (
        <Text size="sm" className="tnum">
          {place.latitudeDeg.toFixed(digits)}°, {place.longitudeDeg.toFixed(digits)}°
        </Text>
      );
    },
  },
];

function lengthText(m: number): string {
  return m < 1000 ? `${Math.round(m / 10) * 10} m` : `${(m / 1000).toFixed(1)} km`;
}

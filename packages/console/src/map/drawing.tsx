import { Alert, Button, Group, useComputedColorScheme } from "@mantine/core";
import { IconFocusCentered } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { createDrawnMap, type DrawnMap } from "./drawn-map.ts";
import type { Scene } from "./geo-json.ts";
import { text } from "./map.text.ts";
import type { Place } from "./places.ts";
import type { Ground } from "./use-ground.ts";

interface DrawingProps {
  readonly ground: Ground;
  readonly scene: Scene;
  readonly places: readonly Place[];
}

/** The map itself; new places are set into the drawing that stands. */
export function Drawing({ ground, scene, places }: DrawingProps) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<DrawnMap>(undefined);
  const navigate = useNavigate();
  const scheme = useComputedColorScheme("light");
  const [failed, setFailed] = useState(false);
  const newest = useRef({ scene, places, navigate });
  newest.current = { scene, places, navigate };
  useEffect(() => {
    try {
      const { scene: first } = newest.current;
      const made = createDrawnMap(box.current!, ground(scheme), first, (kind, id) => {
        void newest.current.navigate({ to: `/${kind}s/${id}` });
      });
      drawn.current = made;
      made.fit(newest.current.places);
      return () => made.remove();
    } catch {
      setFailed(true);
      return undefined;
    }
  }, [ground, scheme]);
  useEffect(() => drawn.current?.show(scene), [scene]);
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

import { lazy, Suspense } from "react";
import { Page } from "../parts/page.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { text } from "../map/map.text.ts";

const FleetMap = lazy(() => import("../map/fleet-map.tsx"));

/** Where gateways and devices are. */
export function MapPage() {
  return (
    <Page title={text("title")}>
      <Suspense fallback={<PageSkeleton />}>
        <FleetMap />
      </Suspense>
    </Page>
  );
}

import { ScrollArea } from "@mantine/core";
import { Link } from "@tanstack/react-router";

export interface TabLink {
  readonly to: string;
  readonly label: string;
}

/** Tabs that are addresses: they can be linked to, and the browser's way back works. */
export function TabLinks({
  label,
  tabs,
}: {
  readonly label: string;
  readonly tabs: readonly TabLink[];
}) {
  return (
    <ScrollArea type="never" viewportProps={{ tabIndex: -1 }}>
      <nav className="tab-links" aria-label={label}>
        {tabs.map(({ to, label: text }) => (
          <Link key={to} to={to} activeOptions={{ exact: true }} preload="intent">
            {text}
          </Link>
        ))}
      </nav>
    </ScrollArea>
  );
}

import { Badge } from "@mantine/core";
import type { Alarm } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "../../client.ts";
import { text } from "./alarms.text.ts";

const SEVERITY_COLORS: Readonly<Record<Alarm["severity"], string>> = {
  info: "blue",
  warning: "yellow",
  critical: "red",
};

export function SeverityBadge({ severity }: Pick<Alarm, "severity">) {
  return (
    <Badge color={SEVERITY_COLORS[severity]} variant="light">
      {text(severity)}
    </Badge>
  );
}

/** Where things have a page of their own, and how one of them is asked for. */
const PAGES = {
  device: { page: "/devices/$id", get: (id: string) => client.getDevice({ id }) },
  gateway: { page: "/gateways/$id", get: (id: string) => client.getGateway({ id }) },
  application: { page: "/applications/$id", get: (id: string) => client.getApplication({ id }) },
} as const;

function hasPage(kind: string): kind is keyof typeof PAGES {
  return Object.hasOwn(PAGES, kind);
}

/** What an alarm is about, by name, as a way there. */
export function SubjectLink({ subject: { kind, id } }: Pick<Alarm, "subject">) {
  if (kind === "integration") return <Link to="/integrations">{kind}</Link>;
  return hasPage(kind) ? <NamedLink kind={kind} id={id} /> : <>{kind}</>;
}

function NamedLink({ kind, id }: { readonly kind: keyof typeof PAGES; readonly id: string }) {
  const { page, get } = PAGES[kind];
  const { data } = useQuery({
    queryKey: ["name", kind, id],
    queryFn: async () => (await get(id)).name,
    staleTime: 60_000,
  });
  return (
    <Link to={page} params={{ id }}>
      {data || kind}
    </Link>
  );
}

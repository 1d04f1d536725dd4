import { Badge } from "@mantine/core";
import type { Alarm } from "@lorats/api";
import { Link } from "@tanstack/react-router";
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

type PageOfOne = "/devices/$id" | "/gateways/$id" | "/applications/$id";
const PAGES: Readonly<Record<string, PageOfOne>> = {
  device: "/devices/$id",
  gateway: "/gateways/$id",
  application: "/applications/$id",
};

/** What an alarm is about, as a way there. */
export function SubjectLink({ subject }: Pick<Alarm, "subject">) {
  const { kind, id } = subject;
  const folder = PAGES[kind];
  if (kind === "integration") return <Link to="/integrations">{kind}</Link>;
  if (folder === undefined) return <>{kind}</>;
  return (
    <Link to={folder} params={{ id }}>
      {kind}
    </Link>
  );
}

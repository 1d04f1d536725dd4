import { Badge, Button, Code, Group, Select, TextInput } from "@mantine/core";
import { IconBroadcast, IconPlayerPause, IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { FrameDrawer, type OpenFrame } from "../inspector/frame-drawer.tsx";
import { LiveTable } from "../live/live-table.tsx";
import { text } from "../live/live.text.ts";
import type { LiveRow, RowKind } from "../live/row.ts";
import { useRows } from "../live/use-rows.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { RowsSkeleton } from "../parts/skeletons.tsx";
import { VERDICTS } from "../parts/verdict-badge.tsx";
import { text as verdictText } from "../parts/verdict.text.ts";
import type { LiveState } from "../state/live.ts";

type Shown = "everything" | "ups" | "joins" | "downs" | "notices";
const KINDS: Readonly<Record<Shown, readonly RowKind[]>> = {
  everything: ["up", "join", "down", "ack", "status", "log"],
  ups: ["up"],
  joins: ["join"],
  downs: ["down", "ack"],
  notices: ["status", "log"],
};
/** px; whoever scrolled further down reads. */
const READING_PX = 80;

/** What happens, as it happens. */
export function LivePage() {
  const [paused, setPaused] = useState(false);
  const [filter, setFilter] = useState("");
  const [shown, setShown] = useState<Shown>("everything");
  const [verdict, setVerdict] = useState<string | null>(null);
  const [open, setOpen] = useState<OpenFrame>();
  const [pointed, setPointed] = useState(false);
  const scrolled = useScrolled();
  // Nothing moves while somebody reads: an open frame, a pointer over the rows and a scrolled page hold as pause does.
  const reading = open !== undefined || pointed || scrolled;
  const live = useRows(paused || reading);
  const rows = useMemo(
    () => live.rows.filter((row) => matches(row, filter, KINDS[shown], verdict)),
    [live.rows, filter, shown, verdict],
  );
  const show = (): void => {
    setPaused(false);
    live.release();
    scrollTo({ top: 0 });
  };
  return (
    <Page
      title={text("title")}
      badges={
        <StateBadge state={live.state} paused={paused} reading={reading && live.waiting > 0} />
      }
      actions={
        <Button
          variant="default"
          leftSection={paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
          onClick={() => (paused ? show() : setPaused(true))}
        >
          {text(paused ? "goOn" : "pause")}
        </Button>
      }
    >
      <Group gap="xs">
        <TextInput
          aria-label={text("filter")}
          placeholder={text("filterShort")}
          leftSection={<IconSearch size={16} />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          style={{ flex: "1 1 200px" }}
          maw={340}
        />
        <Select
          aria-label={text("kinds")}
          w={150}
          data={(Object.keys(KINDS) as Shown[]).map((value) => ({ value, label: text(value) }))}
          value={shown}
          allowDeselect={false}
          onChange={(value) => setShown(value as Shown)}
        />
        <Select
          aria-label={text("verdicts")}
          w={150}
          clearable
          placeholder={text("anyVerdict")}
          data={VERDICTS.map((value) => ({ value, label: verdictText(value) }))}
          value={verdict}
          onChange={setVerdict}
        />
      </Group>
      {live.error !== null && live.error !== undefined && <ProblemNotice error={live.error} />}
      {live.isLoading && (
        <div className="panel">
          <RowsSkeleton />
        </div>
      )}
      {!live.isLoading && live.rows.length === 0 && (
        <div className="panel">
          <EmptyState
            icon={<IconBroadcast />}
            title={text("emptyTitle")}
            action={
              <Button component={Link} to="/start">
                First steps
              </Button>
            }
          >
            {text("empty")}
          </EmptyState>
        </div>
      )}
      {live.rows.length > 0 && rows.length === 0 && (
        <div className="panel">
          <EmptyState icon={<IconSearch />} title={text("noMatch")}>
            {text("noMatchNote", { count: live.rows.length })}{" "}
            {filter !== "" && <Code>{filter}</Code>}
          </EmptyState>
        </div>
      )}
      {rows.length > 0 && (
        <div
          className="panel"
          onPointerEnter={({ pointerType }) => setPointed(pointerType === "mouse")}
          onPointerLeave={() => setPointed(false)}
        >
          <LiveTable rows={rows} onOpen={(row) => row.frame && setOpen(openingOf(row))} />
        </div>
      )}
      {live.waiting > 0 && open === undefined && (
        <Button className="new-rows" radius="xl" size="xs" onClick={show}>
          {text("new", { count: live.waiting })}
        </Button>
      )}
      <FrameDrawer frame={open} onClose={() => setOpen(undefined)} />
    </Page>
  );
}

function openingOf({ frame, deviceId, id }: LiveRow): OpenFrame {
  return { id, deviceId, frame: frame! };
}

function matches(
  { kind, frame, deviceName, devEui, says }: LiveRow,
  filter: string,
  kinds: readonly RowKind[],
  verdict: string | null,
): boolean {
  if (!kinds.includes(kind)) return false;
  if (verdict !== null && frame?.verdict !== verdict) return false;
  const wanted = filter.trim().toLowerCase();
  if (wanted === "") return true;
  return [deviceName, devEui, says, frame?.payloadHex ?? "", frame?.verdict ?? ""].some((one) =>
    one.toLowerCase().includes(wanted),
  );
}

function useScrolled(): boolean {
  const [scrolled, setScrolled] = useState(false);
  useEffect(() => {
    const look = (): void => setScrolled(scrollY > READING_PX);
    addEventListener("scroll", look, { passive: true });
    return () => removeEventListener("scroll", look);
  }, []);
  return scrolled;
}

interface StateBadgeProps {
  readonly state: LiveState;
  readonly paused: boolean;
  readonly reading: boolean;
}

function StateBadge({ state, paused, reading }: StateBadgeProps) {
  if (state === "waiting" || state === "refused") {
    return (
      <Badge color="red" variant="light">
        {text(state === "waiting" ? "lost" : "refused")}
      </Badge>
    );
  }
  if (paused || reading) {
    return (
      <Badge color="yellow" variant="light">
        {text(paused ? "paused" : "holds")}
      </Badge>
    );
  }
  return (
    <Badge color="teal" variant="dot">
      {text(state === "open" ? "live" : "connecting")}
    </Badge>
  );
}

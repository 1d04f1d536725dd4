import { Button, Code, Drawer, Group, Stack, UnstyledButton } from "@mantine/core";
import type { DeadLetter } from "@lorats/api";
import { IconMailOff } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { client, queries } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { explainProblem } from "../../parts/problem-notice.tsx";
import { When } from "../../parts/when.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { agoColumn, type Column } from "../../table/columns.tsx";
import { TwoLines } from "../../table/data-table.tsx";
import { ListPanel } from "../../table/list-panel.tsx";
import { usePages } from "../../table/use-pages.ts";
import { text } from "./dead-letters.text.ts";
import type { IntegrationTabProps } from "./one.tsx";

/** What the other side refused for good: to be read, and to be sent again. */
export function DeadLetters({ integration: { id } }: IntegrationTabProps) {
  const may = useMay("integrations", "write");
  const [open, setOpen] = useState<DeadLetter>();
  const pages = usePages<DeadLetter>(
    ["integration", id, "dead-letters"],
    (after, signal) => client.listDeadLetters({ id, after, limit: 200 }, signal),
    { refreshMs: 10_000 },
  );
  const replay = async (ids?: string[]): Promise<void> => {
    const done = await client.replayDeadLetters({ id, ...(ids && { ids }) });
    toast(text("replayed", { ...done }), { tone: done.refused > 0 ? "bad" : "good" });
    await queries.invalidateQueries({ queryKey: ["integration", id] });
  };
  return (
    <Panel
      title={text("letters")}
      note={text("lettersNote")}
      flush
      actions={
        may &&
        pages.items.length > 0 && (
          <ConfirmButton
            size="compact-sm"
            variant="default"
            danger={false}
            label={text("replayAll")}
            title={text("replayAllTitle")}
            onConfirm={() => replay()}
          >
            {text("replayAllNote")}
          </ConfirmButton>
        )
      }
    >
      <ListPanel
        bare
        label={text("letters")}
        pages={pages}
        rowKey={(letter) => letter.id}
        onOpen={setOpen}
        columns={columns(setOpen)}
        empty={
          <EmptyState icon={<IconMailOff />} title={text("noLettersTitle")}>
            {text("noLetters")}
          </EmptyState>
        }
      />
      <Drawer
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        position="right"
        size="min(620px, 100vw)"
        title={text("letter")}
      >
        {open && (
          <Letter
            letter={open}
            onReplay={may ? () => replay([open.id]).then(() => setOpen(undefined)) : undefined}
          />
        )}
      </Drawer>
    </Panel>
  );
}

function columns(onOpen: (letter: DeadLetter) => void): readonly Column<DeadLetter>[] {
  return [
    {
      key: "event",
      title: text("event"),
      width: "min(220px, 40%)",
      cell: (letter) => (
        <UnstyledButton onClick={() => onOpen(letter)} w="100%">
          <TwoLines top={letter.event} below={letter.devEui} />
        </UnstyledButton>
      ),
    },
    { key: "reason", title: text("reason"), cell: ({ reason }) => <TwoLines top={reason} /> },
    agoColumn("when", text("when"), ({ createdAt }) => createdAt, { from: "xs" }),
  ];
}

interface LetterProps {
  readonly letter: DeadLetter;
  readonly onReplay: (() => Promise<void>) | undefined;
}

function Letter({ letter: { event, devEui, reason, createdAt, message }, onReplay }: LetterProps) {
  const { mutate, isPending } = useMutation({
    mutationFn: async () => onReplay?.(),
    onError: (error) => toast(explainProblem(error).advice, { tone: "bad" }),
  });
  return (
    <Stack>
      <Facts
        facts={[
          [text("event"), event],
          [text("device"), devEui],
          [text("when"), <When key="w" time={createdAt} />],
          [text("reason"), reason],
        ]}
      />
      {onReplay && (
        <Group>
          <Button size="xs" loading={isPending} onClick={() => mutate()}>
            {text("replay")}
          </Button>
        </Group>
      )}
      <Code block>{JSON.stringify(message, null, 2)}</Code>
    </Stack>
  );
}

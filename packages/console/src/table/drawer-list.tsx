import { Group, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { AddButton } from "../parts/add-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { FormDrawer } from "../parts/form-drawer.tsx";
import { Page } from "../parts/page.tsx";
import type { Column } from "./data-table.tsx";
import { ListPanel } from "./list-panel.tsx";
import type { Pages } from "./use-pages.ts";

interface DrawerListWords {
  readonly title: string;
  /** What the list is for, in one line above it. */
  readonly note?: string;
  readonly add: string;
  readonly emptyTitle: string;
  readonly empty: string;
}

/** The words of a list out of a part's texts that name them so. */
export function wordsOf(text: (word: keyof DrawerListWords) => string): DrawerListWords {
  return {
    title: text("title"),
    note: text("note"),
    add: text("add"),
    emptyTitle: text("emptyTitle"),
    empty: text("empty"),
  };
}

interface DrawerListProps<Row> {
  readonly words: DrawerListWords;
  readonly mayAdd: boolean;
  readonly pages: Pages<Row>;
  /** Given what opens a row's own form. */
  readonly columns: (edit: (row: Row) => void) => readonly Column<Row>[];
  /** What a click in a row does: its form opens beside the list, or something else. */
  readonly onOpen?: "edit" | ((row: Row) => void);
  readonly icon: ReactNode;
  readonly rowHeight?: number;
  /** The form of a row, or of a new one. */
  readonly form: (row: Row | undefined, onClose: () => void) => ReactNode;
  /** Stands on a page with a heading of its own. */
  readonly isPart?: boolean;
}

/** A list whose things are added, and changed, in a form beside it. */
export function DrawerList<Row extends { readonly id: string; readonly name: string }>({
  words,
  mayAdd,
  pages,
  columns,
  onOpen,
  icon,
  rowHeight = 52,
  form,
  isPart = false,
}: DrawerListProps<Row>) {
  const [open, setOpen] = useState<Row | "new">();
  const row = open === "new" ? undefined : open;
  const close = (): void => setOpen(undefined);
  const opens = onOpen === "edit" ? setOpen : onOpen;
  const add = mayAdd && <AddButton label={words.add} to={() => setOpen("new")} />;
  const note = words.note !== undefined && (
    <Text size="sm" c="dimmed">
      {words.note}
    </Text>
  );
  const list = (
    <>
      <ListPanel
        label={words.title}
        pages={pages}
        rowKey={({ id }) => id}
        rowHeight={rowHeight}
        columns={columns(setOpen)}
        {...(opens && { onOpen: opens })}
        empty={
          <EmptyState icon={icon} title={words.emptyTitle} action={add}>
            {words.empty}
          </EmptyState>
        }
      />
      <FormDrawer title={row?.name ?? words.add} opened={open !== undefined} onClose={close}>
        {open !== undefined && form(row, close)}
      </FormDrawer>
    </>
  );
  if (!isPart) {
    return (
      <Page title={words.title} actions={add}>
        {note}
        {list}
      </Page>
    );
  }
  return (
    <>
      {pages.items.length > 0 && (
        <Group justify="space-between">
          {note}
          {add}
        </Group>
      )}
      {list}
    </>
  );
}

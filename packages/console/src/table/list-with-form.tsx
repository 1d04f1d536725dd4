import { useState, type ReactNode } from "react";
import { AddButton } from "../parts/add-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { FormDrawer } from "../parts/form-drawer.tsx";
import { Panel } from "../parts/panel.tsx";
import type { Column } from "./data-table.tsx";
import { ListPanel } from "./list-panel.tsx";
import type { Pages } from "./use-pages.ts";

interface ListWithFormProps<Row> {
  readonly title: string;
  readonly note: string;
  /** On the button, and above the form. */
  readonly add: string;
  readonly mayAdd: boolean;
  readonly pages: Pages<Row>;
  readonly columns: readonly Column<Row>[];
  readonly icon: ReactNode;
  readonly emptyTitle: string;
  readonly empty: string;
  /** The form that adds one. */
  readonly form: (onClose: () => void) => ReactNode;
}

/** A short list within a page, with the form that adds to it beside it. */
export function ListWithForm<Row extends { readonly id: string }>({
  title,
  note,
  add,
  mayAdd,
  pages,
  columns,
  icon,
  emptyTitle,
  empty,
  form,
}: ListWithFormProps<Row>) {
  const [adding, setAdding] = useState(false);
  const close = (): void => setAdding(false);
  return (
    <Panel
      title={title}
      note={note}
      flush
      actions={mayAdd && <AddButton size="xs" label={add} to={() => setAdding(true)} />}
    >
      <ListPanel
        bare
        label={title}
        pages={pages}
        rowKey={({ id }) => id}
        columns={columns}
        empty={
          <EmptyState icon={icon} title={emptyTitle}>
            {empty}
          </EmptyState>
        }
      />
      <FormDrawer title={add} opened={adding} onClose={close}>
        {form(close)}
      </FormDrawer>
    </Panel>
  );
}

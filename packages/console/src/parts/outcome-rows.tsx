import { Badge, Text } from "@mantine/core";
import { messages } from "../i18n/messages.ts";
import { DataTable, TwoLines, type Column } from "../table/data-table.tsx";

const text = messages("outcomes", {
  which: "Which",
  outcome: "What comes of it",
  created: "created",
  updated: "changed",
  ready: "can be created",
  "would-create": "can be created",
  "would-update": "would be changed",
  failed: "cannot be taken",
  "not-done": "left out",
});

const COLORS: Readonly<Record<string, string>> = { failed: "red", "not-done": "yellow" };

/** What came, or would come, of one row of what is brought in. */
export interface OutcomeRow {
  readonly key: string;
  readonly name: string;
  /** Under the name: where it stands in what was brought. */
  readonly place: string;
  readonly outcome: Exclude<Parameters<typeof text>[0], "which" | "outcome">;
  readonly problem: string | undefined;
}

const COLUMNS: readonly Column<OutcomeRow>[] = [
  {
    key: "which",
    title: text("which"),
    cell: ({ name, place }) => <TwoLines top={name} below={place} />,
  },
  {
    key: "outcome",
    title: text("outcome"),
    cell: ({ outcome, problem }) => (
      <>
        <Badge size="sm" variant="light" color={COLORS[outcome] ?? "teal"}>
          {text(outcome)}
        </Badge>
        {problem !== undefined && (
          <Text size="xs" c="red" lineClamp={2}>
            {problem}
          </Text>
        )}
      </>
    ),
  },
];

/** The rows of a trial or an import, those that need a hand first. */
export function OutcomeRows({
  label,
  rows,
}: {
  readonly label: string;
  readonly rows: readonly OutcomeRow[];
}) {
  const rank = ({ outcome }: OutcomeRow): number => (outcome === "failed" ? 0 : 1);
  const sorted = rows.toSorted((a, b) => rank(a) - rank(b));
  return (
    <DataTable
      label={label}
      rows={sorted}
      rowKey={({ key }) => key}
      columns={COLUMNS}
      rowHeight={64}
    />
  );
}

/** What is wrong with a row, in one line. */
export function problemOf(
  errors: readonly { readonly path: string; readonly message: string }[] | undefined,
): string | undefined {
  return errors?.map(({ path, message }) => [path, message].filter(Boolean).join(": ")).join("; ");
}

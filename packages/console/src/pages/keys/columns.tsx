import { Text } from "@mantine/core";
import { queries } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { When } from "../../parts/when.tsx";
import { toast } from "../../state/toasts.ts";
import { agoColumn, type Column } from "../../table/columns.tsx";
import { text } from "../admin.text.ts";

interface Dated {
  readonly createdAt: string;
  readonly expiresAt?: string | undefined;
}

/** When a credential was made, and when it ends. */
export function dateColumns<Row extends Dated>(): readonly Column<Row>[] {
  return [
    agoColumn("created", text("created"), ({ createdAt }) => createdAt, { from: "sm" }),
    {
      key: "expires",
      title: text("expires"),
      width: 190,
      from: "md",
      cell: ({ expiresAt }) => (
        <Text size="sm" component="div" {...(!expiresAt && { c: "dimmed" })}>
          {expiresAt ? <When time={expiresAt} /> : text("never")}
        </Text>
      ),
    },
  ];
}

interface Revocable {
  readonly id: string;
  readonly name: string;
}

/** The button that ends a credential; nothing for those who may not. */
export function revokeColumn<Row extends Revocable>(
  may: boolean,
  list: string,
  revoke: (row: Row) => Promise<unknown>,
): Column<Row> {
  const onConfirm = async (row: Row): Promise<void> => {
    await revoke(row);
    toast(text("revoked", { name: row.name }));
    await queries.invalidateQueries({ queryKey: [list] });
  };
  return {
    key: "revoke",
    title: "",
    width: 110,
    align: "end",
    cell: (row) =>
      may && (
        <ConfirmButton
          size="compact-sm"
          variant="subtle"
          label={text("revoke")}
          title={text("revokeTitle", { name: row.name })}
          onConfirm={() => onConfirm(row)}
        >
          {text("revokeNote")}
        </ConfirmButton>
      ),
  };
}

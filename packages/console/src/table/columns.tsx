import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { When } from "../parts/when.tsx";
import { TwoLines, type Column } from "./data-table.tsx";

export type { Column };

interface Named {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
}

/** A thing's name as the way to its page, with a badge behind it and a line below it where there is one. */
export function nameColumn<Row extends Named>(
  title: string,
  address: string,
  {
    badge,
    below = ({ description }) => description,
  }: {
    readonly badge?: (row: Row) => ReactNode;
    readonly below?: (row: Row) => string | undefined;
  } = {},
): Column<Row> {
  return {
    key: "name",
    title,
    cell: (row) => {
      const line = below(row);
      const to: string = `${address}/${row.id}`;
      return (
        <TwoLines
          top={
            <>
              <Link to={to} title={row.name}>
                {row.name}
              </Link>
              {badge?.(row)}
            </>
          }
          {...(line !== undefined && line !== "" && { below: line })}
        />
      );
    },
  };
}

/** How long ago something was; a dash, or what is said instead, where it never was. What there is to say of it stands below. */
export function agoColumn<Row>(
  key: string,
  title: string,
  timeOf: (row: Row) => string | undefined,
  {
    from,
    never = "–",
    below,
  }: {
    readonly from?: NonNullable<Column<Row>["from"]>;
    readonly never?: string;
    readonly below?: (row: Row) => ReactNode;
  } = {},
): Column<Row> {
  return {
    key,
    title,
    width: 110,
    ...(from && { from }),
    cell: (row) => {
      const time = timeOf(row);
      if (time === undefined) return <span className="never">{never}</span>;
      return (
        <>
          <When time={time} as="ago" />
          {below && <div>{below(row)}</div>}
        </>
      );
    },
  };
}

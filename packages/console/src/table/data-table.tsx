import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import "./data-table.css";

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** px or a CSS length; columns without share what is left. */
  readonly width?: number | string;
  readonly align?: "end";
  /** Hidden in windows narrower than this. */
  readonly from?: "xs" | "sm" | "md" | "lg" | "xl";
  readonly cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** Rows are drawn again when these are others: what stands still should come from a constant or a memo. */
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  /** px; all rows are of one height, so that a hundred thousand of them can be jumped through. */
  readonly rowHeight?: number;
  /** What a click anywhere in the row does; the row's own link or button does the same for keyboards. */
  readonly onOpen?: (row: Row) => void;
  /** Called when the end comes into sight. */
  readonly onEnd?: (() => void) | undefined;
  /** How many there are, when that is known to be more than `rows`. */
  readonly total?: number | undefined;
}

const OVERSCAN = 8;

/** A table of any length: only the rows in sight exist. The page scrolls, not a box in it. */
export function DataTable<Row>({
  label,
  rows,
  columns,
  rowKey,
  rowHeight = 44,
  onOpen,
  onEnd,
  total,
}: DataTableProps<Row>) {
  const table = useRef<HTMLTableElement>(null);
  const scrollMargin = useDistanceFromTop(table);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin,
  });
  const items = virtual.getVirtualItems();
  const before = items.length > 0 ? items[0]!.start - scrollMargin : 0;
  const after = items.length > 0 ? virtual.getTotalSize() + scrollMargin - items.at(-1)!.end : 0;
  const endInSight = (items.at(-1)?.index ?? -1) >= rows.length - 1;
  useEffect(() => {
    if (endInSight && rows.length > 0) onEnd?.();
  }, [endInSight, rows.length, onEnd]);
  const newestOpen = useRef(onOpen);
  newestOpen.current = onOpen;
  const [open] = useState(() => (row: Row) => newestOpen.current?.(row));

  return (
    <table
      ref={table}
      className="data-table"
      aria-label={label}
      aria-rowcount={(total ?? rows.length) + 1}
    >
      <thead>
        <tr>
          {columns.map(({ key, title, width, align, from }) => (
            <th
              key={key}
              scope="col"
              className={classOf(from, align)}
              style={width === undefined ? undefined : { width }}
            >
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Spacer height={before} />
        {items.map(({ index }) => {
          const row = rows[index]!;
          return (
            <DataRow
              key={rowKey(row)}
              row={row}
              index={index}
              height={rowHeight}
              columns={columns as readonly Column<unknown>[]}
              onOpen={onOpen && (open as (row: unknown) => void)}
            />
          );
        })}
        <Spacer height={after} />
      </tbody>
    </table>
  );
}

interface DataRowProps {
  readonly row: unknown;
  readonly index: number;
  readonly height: number;
  readonly columns: readonly Column<unknown>[];
  readonly onOpen: ((row: unknown) => void) | undefined;
}

/** Cells are plain elements: a list that is live or scrolled makes hundreds of them a second. */
const DataRow = memo(function DataRow({ row, index, height, columns, onOpen }: DataRowProps) {
  return (
    <tr
      aria-rowindex={index + 2}
      style={{ height }}
      {...(onOpen && {
        "data-opens": true,
        onClick: (event) => {
          // A link or button in the row has its own say.
          if (!(event.target as Element).closest("a, button, input, label")) onOpen(row);
        },
      })}
    >
      {columns.map(({ key, align, from, cell }) => (
        <td key={key} className={classOf(from, align)}>
          {cell(row)}
        </td>
      ))}
    </tr>
  );
});

function classOf(from: Column<never>["from"], align: Column<never>["align"]): string | undefined {
  const names = [from && `mantine-visible-from-${from}`, align].filter(
    (name) => name !== undefined,
  );
  return names.length === 0 ? undefined : names.join(" ");
}

/** px from the page's beginning; looked at again when anything on the page has another size. */
function useDistanceFromTop(of: { readonly current: HTMLElement | null }): number {
  const [distance, setDistance] = useState(0);
  useLayoutEffect(() => {
    const look = (): void => {
      const top = of.current ? of.current.getBoundingClientRect().top + scrollY : 0;
      setDistance((before) => (Math.abs(before - top) < 1 ? before : top));
    };
    look();
    // After the page was laid out anyway: asking after each change would lay it out twice.
    const watch = new ResizeObserver(look);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [of]);
  return distance;
}

function Spacer({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tr className="spacer" aria-hidden="true" style={{ height }}>
      <td />
    </tr>
  );
}

/** Two lines of a cell, both cut where the column ends. */
export function TwoLines({ top, below }: { readonly top: ReactNode; readonly below?: ReactNode }) {
  return (
    <>
      <div className="line">{top}</div>
      {below !== undefined && <div className="line below">{below}</div>}
    </>
  );
}

import { Box, Text } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type MouseEvent,
  type ReactNode,
} from "react";

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
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const top = table.current ? table.current.getBoundingClientRect().top + scrollY : 0;
    setScrollMargin((before) => (Math.abs(before - top) < 1 ? before : top));
  });
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
            <Box
              component="th"
              key={key}
              scope="col"
              {...(from && { visibleFrom: from })}
              {...(width !== undefined && { w: width })}
              {...(align && { className: align })}
            >
              {title}
            </Box>
          ))}
        </tr>
      </thead>
      <tbody>
        <Spacer height={before} />
        {items.map(({ index }) => {
          const row = rows[index]!;
          const open = (event: MouseEvent): void => {
            // A link or button in the row has its own say.
            if (!(event.target as Element).closest("a, button, input, label")) onOpen?.(row);
          };
          return (
            <tr
              key={rowKey(row)}
              aria-rowindex={index + 2}
              style={{ height: rowHeight }}
              {...(onOpen && { onClick: open, "data-opens": true })}
            >
              {columns.map(({ key, align, from, cell }) => (
                <Box
                  component="td"
                  key={key}
                  {...(from && { visibleFrom: from })}
                  {...(align && { className: align })}
                >
                  {cell(row)}
                </Box>
              ))}
            </tr>
          );
        })}
        <Spacer height={after} />
      </tbody>
    </table>
  );
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
      <Text size="sm" truncate component="div">
        {top}
      </Text>
      {below !== undefined && (
        <Text size="xs" c="dimmed" truncate component="div">
          {below}
        </Text>
      )}
    </>
  );
}

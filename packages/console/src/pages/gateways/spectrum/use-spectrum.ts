import type { SpectrumPage } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { client } from "../../../client.ts";
import { ROWS_SHOWN } from "../../../spectrum/waterfall.tsx";

const LOOK_MS = 1_000;

/** The waterfall, row by row as it comes; only as many rows as are shown are kept. */
export function useSpectrum(id: string) {
  const rows = useRef<SpectrumPage["rows"]>([]);
  const next = useRef(0);
  const last = useRef<SpectrumPage>(undefined);
  const { data, error } = useQuery({
    queryKey: ["gateway", id, "spectrum"],
    refetchInterval: LOOK_MS,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const { page } = await client.getSpectrum({ id, from: next.current }, signal);
      if (page) {
        // A gateway that started anew counts from the beginning.
        if (page.next < next.current || page.bins !== last.current?.bins) rows.current = [];
        next.current = page.next;
        last.current = page;
        rows.current = [...rows.current, ...page.rows].slice(-ROWS_SHOWN);
      }
      return { page: last.current, rows: rows.current };
    },
  });
  return { page: data?.page, rows: data?.rows ?? [], error };
}

import { useQuery } from "@tanstack/react-query";
import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import { client } from "../client.ts";
import { useTenantId } from "../state/access.ts";
import { useLiveEvents, type LiveState } from "../state/live.ts";
import { rowFromJoin, rowFromLive, rowFromUplink, type LiveRow } from "./row.ts";

/** Rows kept in the page; older ones are on their device's own page. */
const KEPT = 1000;
/** New rows are shown in bunches, so that a flood of them costs one rendering. */
const BUNCH_MS = 250;

export interface LiveRows {
  readonly rows: readonly LiveRow[];
  /** Arrived while the list stood still. */
  readonly waiting: number;
  readonly state: LiveState;
  readonly isLoading: boolean;
  readonly error: unknown;
  /** Shows what waits, although the list is held. */
  readonly release: () => void;
}

/** What happens, newest first, after what happened before. While held, the list stands still. */
export function useRows(held: boolean): LiveRows {
  const tenantId = useTenantId();
  const [rows, setRows] = useState<readonly LiveRow[]>([]);
  const [waiting, setWaiting] = useState(0);
  const pending = useRef<LiveRow[]>([]);
  const heldNow = useRef(held);
  heldNow.current = held;

  const { data, isLoading, error } = useQuery({
    queryKey: ["live", "newest", tenantId],
    queryFn: async ({ signal }) => {
      const query = { limit: 60, ...(tenantId && { tenantId }) };
      const [uplinks, joins] = await Promise.all([
        client.listUplinks(query, signal),
        client.listJoins({ ...query, limit: 20 }, signal),
      ]);
      return [...uplinks.items.map(rowFromUplink), ...joins.items.map(rowFromJoin)].toSorted(
        (a, b) => Date.parse(b.time) - Date.parse(a.time),
      );
    },
    staleTime: Infinity,
    gcTime: 0,
  });
  useEffect(() => {
    if (data) setRows((current) => merge(current, data));
  }, [data]);

  const release = useCallback(() => {
    const bunch = pending.current.splice(0);
    setWaiting(0);
    if (bunch.length === 0) return;
    // In slices, between which clicks and pictures have their turn.
    startTransition(() => setRows((current) => merge(bunch.toReversed(), current)));
  }, []);
  const state = useLiveEvents((event) => {
    const row = rowFromLive(event);
    if (!row) return;
    pending.current.push(row);
    if (pending.current.length > 2 * KEPT) pending.current.splice(0, KEPT);
  });
  useEffect(() => {
    const timer = setInterval(() => {
      if (pending.current.length === 0) return;
      if (heldNow.current) setWaiting(pending.current.length);
      else release();
    }, BUNCH_MS);
    return () => clearInterval(timer);
  }, [release]);

  return { rows, waiting, state, isLoading, error, release };
}

function merge(newer: readonly LiveRow[], older: readonly LiveRow[]): readonly LiveRow[] {
  const seen = new Set<string>();
  const merged: LiveRow[] = [];
  for (const list of [newer, older]) {
    for (const row of list) {
      if (merged.length === KEPT) return merged;
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      merged.push(row);
    }
  }
  return merged;
}

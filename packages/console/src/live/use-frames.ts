import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { client } from "../client.ts";
import { frameFromLive, frameFromUplink, type Frame } from "./frame.ts";

/** Frames kept in the page; older ones are on the device's own page. */
const KEPT = 200;
/** New frames are shown in bunches, so that a flood of them costs one rendering. */
const BUNCH_MS = 200;

export interface LiveFrames {
  readonly frames: readonly Frame[];
  /** Arrived while the list stood still. */
  readonly waiting: number;
  readonly state: "connecting" | "open" | "waiting";
  readonly isLoading: boolean;
  readonly error: unknown;
}

/** Uplinks as they happen, newest first, after those that happened before. While held, the list stands still. */
export function useFrames(held: boolean): LiveFrames {
  const [frames, setFrames] = useState<readonly Frame[]>([]);
  const [waiting, setWaiting] = useState(0);
  const [state, setState] = useState<LiveFrames["state"]>("connecting");
  const [streamError, setStreamError] = useState<unknown>();
  const pending = useRef<Frame[]>([]);
  const heldNow = useRef(held);
  heldNow.current = held;

  const { data, isLoading, error } = useQuery({
    queryKey: ["uplinks", "newest"],
    queryFn: ({ signal }) => client.listUplinks({ limit: 50 }, signal),
    staleTime: Infinity,
  });

  useEffect(() => {
    if (data) setFrames((current) => merge(current, data.items.map(frameFromUplink)));
  }, [data]);

  useEffect(() => {
    const stop = new AbortController();
    const listen = async (): Promise<void> => {
      for await (const event of client.stream({ signal: stop.signal, onState: setState })) {
        const frame = frameFromLive(event);
        if (frame) pending.current.unshift(frame);
        if (pending.current.length > KEPT) pending.current.length = KEPT;
      }
    };
    listen().catch(setStreamError);
    const timer = setInterval(() => {
      if (heldNow.current) {
        setWaiting(pending.current.length);
      } else if (pending.current.length > 0) {
        const bunch = pending.current.splice(0);
        setFrames((current) => merge(bunch, current));
        setWaiting(0);
      }
    }, BUNCH_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, []);

  return { frames, waiting, state, isLoading, error: error ?? streamError };
}

function merge(newer: readonly Frame[], older: readonly Frame[]): readonly Frame[] {
  const seen = new Set<string>();
  return [...newer, ...older]
    .filter((frame) => !seen.has(frame.id) && seen.add(frame.id))
    .slice(0, KEPT);
}

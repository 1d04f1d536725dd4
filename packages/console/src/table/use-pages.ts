import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

export interface ApiPage<Item> {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

export interface Pages<Item> {
  readonly items: readonly Item[];
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly hasMore: boolean;
  /** Fetches the next page, once, if there is one. */
  readonly more: () => void;
  readonly retry: () => void;
}

interface PagesOptions {
  /** Ask again so often, so that states stay true. */
  readonly refreshMs?: number;
  readonly enabled?: boolean;
}

/** A list of the API as one growing array, page by page along its cursor. */
export function usePages<Item>(
  key: readonly unknown[],
  fetchPage: (after: string | undefined, signal: AbortSignal) => Promise<ApiPage<Item>>,
  { refreshMs, enabled = true }: PagesOptions = {},
): Pages<Item> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: ApiPage<Item>) => last.next,
    placeholderData: keepPreviousData,
    enabled,
    // Only while one page is open: asking for all of many pages again and again would be a burden.
    ...(refreshMs !== undefined && {
      refetchInterval: (query: { state: { data?: { pages: readonly unknown[] } | undefined } }) =>
        (query.state.data?.pages.length ?? 1) <= 1 ? refreshMs : false,
    }),
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    items,
    isLoading: query.isLoading,
    error: query.error,
    hasMore: hasNextPage,
    more,
    retry: () => void refetch(),
  };
}

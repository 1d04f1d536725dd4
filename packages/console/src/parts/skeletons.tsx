import { Skeleton, Stack } from "@mantine/core";
import { common } from "../i18n/common.text.ts";

/** Where rows of a table will be. */
export function RowsSkeleton({
  rows = 8,
  height = 40,
}: {
  readonly rows?: number;
  readonly height?: number;
}) {
  return (
    <Stack gap={6} aria-busy="true" aria-label={common("loading")} role="status" p="sm">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} />
      ))}
    </Stack>
  );
}

/** Where a page will be. */
export function PageSkeleton() {
  return (
    <Stack gap="md" aria-busy="true" aria-label={common("loading")} role="status">
      <Skeleton height={30} width="min(260px, 60%)" />
      <Skeleton height={120} />
      <Skeleton height={260} />
    </Stack>
  );
}

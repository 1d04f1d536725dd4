import { Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ProblemNotice } from "../../../parts/problem-notice.tsx";
import { text } from "../profiles.text.ts";
import { newestPayload } from "./newest-payload.ts";
import type { Trial } from "./trial.ts";

interface TakeNewestProps {
  readonly profileId: string;
  readonly onTake: (taken: Pick<Trial, "fPort" | "hex">) => void;
}

/** Fetches the newest payload that a device of this profile sent. */
export function TakeNewest({ profileId, onTake }: TakeNewestProps) {
  const take = useMutation({
    mutationFn: () => newestPayload(profileId),
    onSuccess: (taken) => taken && onTake(taken),
  });
  return (
    <Group gap="sm">
      <Button
        size="compact-sm"
        variant="light"
        loading={take.isPending}
        onClick={() => take.mutate()}
      >
        {text("loadNewest")}
      </Button>
      {take.isSuccess && (
        <Text size="xs" c="dimmed" role="status">
          {take.data ? text("takenFrom", { device: take.data.device }) : text("noneToTake")}
        </Text>
      )}
      {take.error && <ProblemNotice error={take.error} />}
    </Group>
  );
}

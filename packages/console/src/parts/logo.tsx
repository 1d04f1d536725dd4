import { Group, Text } from "@mantine/core";

export function Logo() {
  return (
    <Group gap="xs" wrap="nowrap">
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="var(--mantine-color-sea-9)" />
        <path
          d="M5 25 L14 8 L14 25 L23 8 L23 25 L27 17"
          fill="none"
          stroke="#fff"
          strokeWidth="2.6"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      </svg>
      <Text fw={700} size="lg">
        LoRaTS
      </Text>
    </Group>
  );
}

import { Button, Stack } from "@mantine/core";
import type { ResponseOf } from "@lorats/api";
import { IconLogin2 } from "@tabler/icons-react";
import { text } from "./sign-in.text.ts";

type Provider = ResponseOf<"authMethods">["oidc"][number];

interface ProviderButtonsProps {
  readonly providers: readonly Provider[];
  /** Where to go in place of the page that this is. */
  readonly to: string | undefined;
}

/** A way to each identity provider, and back to the page that was asked for. */
export function ProviderButtons({ providers, to }: ProviderButtonsProps) {
  const { pathname, search } = location;
  const returnTo = to ?? (pathname === "/sign-in" ? "/" : pathname + search);
  return (
    <Stack gap="xs">
      {providers.map(({ id, name, startUrl }) => (
        <Button
          key={id}
          component="a"
          href={`${startUrl}?${new URLSearchParams({ returnTo })}`}
          variant="default"
          leftSection={<IconLogin2 size={17} />}
        >
          {text("with", { name })}
        </Button>
      ))}
    </Stack>
  );
}

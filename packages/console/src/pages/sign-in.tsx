import {
  Button,
  Center,
  Loader,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { client, queries } from "../client.ts";
import { Logo } from "../parts/logo.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";

/** Takes the one-time token out of the address, so that it stays in no history. */
function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? undefined;
  if (token !== undefined) history.replaceState(null, "", "/");
  return token;
}

/** Signs in by a one-time link or by password. */
export function SignInPage() {
  const [token] = useState(takeToken);
  const signIn = useMutation({
    mutationFn: (input: Parameters<typeof client.signIn>[0]) => client.signIn(input),
    onSuccess: () => queries.invalidateQueries(),
  });
  const { mutate } = signIn;
  useEffect(() => {
    if (token !== undefined) mutate({ token });
  }, [token, mutate]);

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = (form.get("email") as string).trim();
    mutate({ email, password: form.get("password") as string });
  };
  const waitsForToken = token !== undefined && !signIn.isError;
  return (
    <Center mih="100dvh" p="md">
      <Paper withBorder shadow="sm" p="xl" w="100%" maw={400}>
        <Stack>
          <Logo />
          <Title order={1} size="h3">
            Sign in
          </Title>
          {waitsForToken ? (
            <Center p="lg">
              <Loader aria-label="Signing in" />
            </Center>
          ) : (
            <form onSubmit={submit}>
              <Stack>
                <TextInput
                  name="email"
                  type="email"
                  label="E-mail"
                  required
                  autoComplete="username"
                />
                <PasswordInput
                  name="password"
                  label="Password"
                  required
                  autoComplete="current-password"
                />
                {signIn.isError && <ProblemNotice error={signIn.error} />}
                <Button type="submit" loading={signIn.isPending}>
                  Sign in
                </Button>
                <Text size="sm" c="dimmed">
                  The first time, use the one-time link that the server printed when it started.
                </Text>
              </Stack>
            </form>
          )}
        </Stack>
      </Paper>
    </Center>
  );
}

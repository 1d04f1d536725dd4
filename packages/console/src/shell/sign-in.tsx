import {
  Alert,
  Button,
  Center,
  Loader,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { client, isSignedOut, queries } from "../client.ts";
import { Logo } from "../parts/logo.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { text } from "./shell.text.ts";

/** Takes the one-time token out of the address, so that it stays in no history. */
function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? undefined;
  if (token !== undefined) history.replaceState(null, "", "/");
  return token;
}

/** Signs in by a one-time link or by password; the page that was asked for then opens. */
export function SignInPage({ ended }: { readonly ended: boolean }) {
  const [token] = useState(takeToken);
  const signIn = useMutation({
    mutationFn: (input: Parameters<typeof client.signIn>[0]) => client.signIn(input),
    onSuccess: () => queries.invalidateQueries(),
  });
  const { mutate, error } = signIn;
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
  const usedLink = token !== undefined && isSignedOut(error) && "token" in (signIn.variables ?? {});
  return (
    <Center mih="100dvh" p="md" component="main">
      <div className="panel" style={{ width: "100%", maxWidth: 400, padding: 28 }}>
        <Stack>
          <Logo />
          <Title order={1}>{text("signIn")}</Title>
          {ended && (
            <Alert color="yellow" role="status">
              {text("ended")}
            </Alert>
          )}
          {waitsForToken ? (
            <Center p="lg">
              <Loader aria-label={text("signingIn")} />
            </Center>
          ) : (
            <form onSubmit={submit}>
              <Stack>
                <TextInput
                  name="email"
                  type="email"
                  label={text("email")}
                  required
                  autoComplete="username"
                />
                <PasswordInput
                  name="password"
                  label={text("password")}
                  required
                  autoComplete="current-password"
                />
                {usedLink && <Alert color="red">{text("badLink")}</Alert>}
                {error !== null && !usedLink && <ProblemNotice error={error} />}
                <Button type="submit" loading={signIn.isPending}>
                  {text("signIn")}
                </Button>
                <Text size="sm" c="dimmed">
                  {text("firstTime")}
                </Text>
              </Stack>
            </form>
          )}
        </Stack>
      </div>
    </Center>
  );
}

import { Alert, Center, Divider, Loader, Stack, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client, isSignedOut, queries } from "../client.ts";
import { Logo } from "../parts/logo.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { PasswordForm } from "./password-form.tsx";
import { ProviderButtons } from "./provider-buttons.tsx";
import { providerProblem, text } from "./sign-in.text.ts";

interface Arrival {
  /** Of a one-time link. */
  readonly token?: string | undefined;
  /** Why an identity provider's answer let nobody in. */
  readonly problem?: string | undefined;
  /** A page outside the console that was asked for. */
  readonly to?: string | undefined;
}

/** No address from elsewhere can lead to another. */
const PAGES_OUTSIDE: ReadonlySet<string> = new Set(["/docs/"]);

/** Takes what the address brought out of it, so that it stays in no history. */
function arrive(): Arrival {
  const brought = new URLSearchParams(location.hash.slice(1));
  const token = brought.get("token") ?? undefined;
  const problem = brought.get("problem") ?? undefined;
  const asked = brought.get("to") ?? "";
  const to = PAGES_OUTSIDE.has(asked) ? asked : undefined;
  if (token !== undefined || problem !== undefined) history.replaceState(null, "", "/");
  return { token, problem, to };
}

/** Signs in by a one-time link, by password or with an identity provider; the page that was asked for then opens. */
export function SignInPage({ ended }: { readonly ended: boolean }) {
  const [{ token, problem, to }, setArrival] = useState(arrive);
  useEffect(() => {
    // A link that is pasted over this page's own address changes no more than what stands behind the #.
    const again = (): void => {
      const now = arrive();
      setArrival((before) => ({ ...now, to: now.to ?? before.to }));
    };
    addEventListener("hashchange", again);
    return () => removeEventListener("hashchange", again);
  }, []);
  const methods = useQuery({
    queryKey: ["auth-methods"],
    queryFn: ({ signal }) => client.authMethods({}, signal),
    staleTime: 60_000,
  });
  const signIn = useMutation({
    mutationFn: (input: Parameters<typeof client.signIn>[0]) => client.signIn(input),
    onSuccess: () => (to === undefined ? queries.invalidateQueries() : location.assign(to)),
  });
  const { mutate, error } = signIn;
  useEffect(() => {
    if (token !== undefined) mutate({ token });
  }, [token, mutate]);

  const waitsForToken = token !== undefined && !signIn.isError;
  const usedLink = token !== undefined && isSignedOut(error) && "token" in (signIn.variables ?? {});
  const { password = true, oidc = [] } = methods.data ?? {};
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
          {problem !== undefined && (
            <Alert color="red" role="alert">
              {providerProblem(problem)}
            </Alert>
          )}
          {waitsForToken ? (
            <Center p="lg">
              <Loader aria-label={text("signingIn")} />
            </Center>
          ) : (
            <>
              {usedLink && (
                <Alert color="red" role="alert">
                  {text("badLink")}
                </Alert>
              )}
              {error !== null && !usedLink && <ProblemNotice error={error} />}
              {oidc.length > 0 && <ProviderButtons providers={oidc} to={to} />}
              {oidc.length > 0 && password && <Divider label={text("or")} />}
              {password && <PasswordForm onSubmit={mutate} isPending={signIn.isPending} />}
            </>
          )}
        </Stack>
      </div>
    </Center>
  );
}

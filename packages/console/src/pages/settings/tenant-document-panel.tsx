import { Button, FileInput, Group, PasswordInput, Stack, Switch, Text } from "@mantine/core";
import type { TenantImported } from "@lorats/api";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { client, queries } from "../../client.ts";
import { messages } from "../../i18n/messages.ts";
import { OutcomeRows, problemOf } from "../../parts/outcome-rows.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { SecretOnce } from "../../parts/secret-once.tsx";
import { useMay, useTenantId, type TenantId } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { saveFile } from "./save-file.ts";

const text = messages("tenant-document", {
  title: "Take the configuration elsewhere",
  note: "Applications, profiles, gateways, devices, integrations, rules, people and keys of this tenant, as one document",
  secrets: "With its secrets",
  secretsNote: "Root keys and passwords, sealed under a passphrase that is kept nowhere",
  passphrase: "Passphrase",
  passphraseHint: "At least 12 characters",
  export: "Export",
  import: "Bring in a document",
  importNote: "Nothing is deleted; what is here already is brought to what the document says.",
  file: "Document",
  choose: "Choose a file",
  noDocument: "That file is no tenant document",
  withoutSecrets: "Leave its secrets out",
  skip: "Take what is good when something is bad",
  tryOut: "Try it out",
  run: "Bring it in",
  outcome:
    "{created, plural, one {# is} other {# are}} new, {updated, plural, one {# changes} other {# change}}, {unchanged, plural, one {# stays} other {# stay}}, {failed, plural, =0 {nothing is bad} one {# is bad} other {# are bad}}",
  done: "The configuration was brought in",
});

type Imported = Parameters<typeof client.importTenant>[0]["document"];

/** The tenant's configuration out of this server, and into it. */
export function TenantDocumentPanel() {
  const tenantId = useTenantId();
  const may = useMay("tenants", "write");
  if (tenantId === undefined || !may) return null;
  return (
    <Panel title={text("title")} note={text("note")}>
      <Stack>
        <Export tenantId={tenantId} />
        <Import tenantId={tenantId} />
      </Stack>
    </Panel>
  );
}

interface OfTenant {
  readonly tenantId: TenantId;
}

function Export({ tenantId }: OfTenant) {
  const [withSecrets, setWithSecrets] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const run = useMutation({
    mutationFn: () =>
      withSecrets
        ? client.exportTenantWithSecrets({ id: tenantId, passphrase })
        : client.exportTenant({ id: tenantId }),
    onSuccess: (document) => {
      const day = document.exportedAt.slice(0, 10);
      saveFile(`${document.tenant.name} ${day}.json`, JSON.stringify(document, null, 2));
      setPassphrase("");
    },
  });
  return (
    <Stack gap="xs">
      <Switch
        label={text("secrets")}
        description={text("secretsNote")}
        checked={withSecrets}
        onChange={(event) => setWithSecrets(event.currentTarget.checked)}
      />
      {withSecrets && (
        <PasswordInput
          label={text("passphrase")}
          description={text("passphraseHint")}
          autoComplete="new-password"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
      )}
      {run.error && <ProblemNotice error={run.error} />}
      <Group>
        <Button
          variant="light"
          leftSection={<IconDownload size={16} />}
          loading={run.isPending}
          disabled={withSecrets && passphrase.length < 12}
          onClick={() => run.mutate()}
        >
          {text("export")}
        </Button>
      </Group>
    </Stack>
  );
}

function Import({ tenantId }: OfTenant) {
  const [document, setDocument] = useState<Imported>();
  const [isForeign, setIsForeign] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const [withoutSecrets, setWithoutSecrets] = useState(false);
  const [skip, setSkip] = useState(false);
  const [shown, setShown] = useState<readonly (readonly [string, string])[]>();
  const run = useMutation({
    mutationFn: (dryRun: boolean) =>
      client.importTenant({
        id: tenantId,
        document: document!,
        withoutSecrets,
        ...(sealed && !withoutSecrets && { passphrase }),
        onError: skip ? "skip" : "abort",
        dryRun,
      }),
    onSuccess: async ({ dryRun, rows }) => {
      if (dryRun) return;
      toast(text("done"));
      const made = rows.flatMap(({ name, secret }) => (secret ? [[name, secret] as const] : []));
      if (made.length > 0) setShown(made);
      await queries.invalidateQueries();
    },
  });
  const sealed = document?.secrets !== undefined;
  const { data: result } = run;
  const mayRun =
    result?.dryRun === true && result.created + result.updated > 0 && (result.failed === 0 || skip);
  const choose = async (file: File | null): Promise<void> => {
    run.reset();
    const found = file && documentIn(await file.text());
    setDocument(found ?? undefined);
    setIsForeign(file !== null && !found);
  };
  return (
    <Stack gap="xs">
      <FileInput
        label={text("import")}
        description={text("importNote")}
        placeholder={text("choose")}
        accept=".json,application/json"
        leftSection={<IconUpload size={16} />}
        clearable
        error={isForeign && text("noDocument")}
        onChange={(file) => void choose(file)}
      />
      {document && (
        <>
          {sealed && (
            <>
              <PasswordInput
                label={text("passphrase")}
                autoComplete="off"
                disabled={withoutSecrets}
                value={passphrase}
                onChange={(event) => setPassphrase(event.currentTarget.value)}
              />
              <Switch
                label={text("withoutSecrets")}
                checked={withoutSecrets}
                onChange={(event) => setWithoutSecrets(event.currentTarget.checked)}
              />
            </>
          )}
          <Switch
            label={text("skip")}
            checked={skip}
            onChange={(event) => {
              setSkip(event.currentTarget.checked);
              run.reset();
            }}
          />
          {run.error && <ProblemNotice error={run.error} />}
          <Group>
            <Button
              variant="light"
              loading={run.isPending && run.variables}
              disabled={sealed && !withoutSecrets && passphrase === ""}
              onClick={() => run.mutate(true)}
            >
              {text("tryOut")}
            </Button>
            {mayRun && (
              <Button loading={run.isPending && !run.variables} onClick={() => run.mutate(false)}>
                {text("run")}
              </Button>
            )}
          </Group>
        </>
      )}
      {result && <Result result={result} />}
      <SecretOnce secrets={shown} onClose={() => setShown(undefined)} />
    </Stack>
  );
}

function Result({ result }: { readonly result: TenantImported }) {
  const { created, updated, unchanged, failed, rows } = result;
  const said = text("outcome", { created, updated, unchanged, failed });
  return (
    <>
      <Text size="sm" role="status">
        {said}
      </Text>
      {rows.length > 0 && (
        <OutcomeRows
          label={said}
          rows={rows.map(({ list, id, name, outcome, errors }) => ({
            key: `${list}/${id}`,
            name,
            place: list,
            outcome,
            problem: problemOf(errors),
          }))}
        />
      )}
    </>
  );
}

/** What the text holds when it is a tenant's document; the rest is for the server to say. */
function documentIn(content: string): Imported | undefined {
  try {
    const read = JSON.parse(content) as { readonly format?: unknown } | null;
    return read?.format === "lorats-tenant" ? (read as Imported) : undefined;
  } catch {
    return undefined;
  }
}

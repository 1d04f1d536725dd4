import { TextInput } from "@mantine/core";
import { applicationsEndpoints, type Application } from "@lorats/api";
import { client } from "../../client.ts";
import { tagRows, tagsOf, type TagRow } from "../../form/tag-rows.ts";
import { TagsInput } from "../../form/tags-input.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { useTenantId } from "../../state/access.ts";
import { text } from "./applications.text.ts";
import { FormFrame } from "../../form/form-frame.tsx";
import { DescriptionInput } from "../../form/description-input.tsx";

interface Values extends Record<string, unknown> {
  name: string;
  description: string;
  tags: TagRow[];
}

interface ApplicationFormProps {
  readonly application?: Application;
  readonly onDone: (application: Application) => void;
}

/** Adds or changes an application. */
export function ApplicationForm({ application, onDone }: ApplicationFormProps) {
  const tenantId = useTenantId();
  const api = useApiForm({
    schema: application
      ? applicationsEndpoints.updateApplication.body
      : applicationsEndpoints.createApplication.body,
    initial: fields<Values>({
      name: application?.name ?? "",
      description: application?.description ?? "",
      tags: tagRows(application?.tags),
    }),
    request: ({ name, description, tags }) => ({
      name,
      description,
      tags: tagsOf(tags),
      ...(application ? { version: application.version } : { tenantId }),
    }),
    send: (request: Parameters<typeof client.createApplication>[0]) =>
      application
        ? client.updateApplication({ ...request, id: application.id, version: application.version })
        : client.createApplication(request),
    invalidates: [["applications"], ["application"]],
    done: onDone,
  });
  const { form } = api;
  return (
    <FormFrame of={api} submit={application ? common("save") : text("add")} maxWidth={560}>
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      <DescriptionInput {...form.getInputProps("description")} />
      <TagsInput rows={form.values.tags} onChange={(tags) => form.setFieldValue("tags", tags)} />
    </FormFrame>
  );
}

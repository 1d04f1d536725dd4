import { SimpleGrid, Switch, TextInput } from "@mantine/core";
import { tenantsEndpoints, type Tenant } from "@lorats/api";
import { client, queries } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { useMe } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { text } from "../admin.text.ts";
import { FormFrame } from "../../form/form-frame.tsx";
import { DescriptionInput } from "../../form/description-input.tsx";

interface TenantFormProps {
  readonly tenant?: Tenant;
  readonly onDone: () => void;
}

const LIMITS = [
  "maxDevices",
  "maxGateways",
  "maxIntegrations",
  "maxCallsPerHour",
  "maxEventsPerHour",
  "maxStorageMib",
] as const;
type Limit = (typeof LIMITS)[number];

type Values = Record<Limit, number | string> & {
  name: string;
  description: string;
  sharesUplinks: boolean;
  sharesDownlinks: boolean;
};

export default function TenantForm({ tenant, onDone }: TenantFormProps) {
  const { isServerAdmin } = useMe();
  const api = useApiForm({
    schema: tenant ? tenantsEndpoints.updateTenant.body : tenantsEndpoints.createTenant.body,
    initial: fields<Values>({
      name: tenant?.name ?? "",
      description: tenant?.description ?? "",
      ...(Object.fromEntries(LIMITS.map((limit) => [limit, tenant?.[limit] ?? 0])) as Record<
        Limit,
        number
      >),
      sharesUplinks: tenant?.sharesUplinks ?? true,
      sharesDownlinks: tenant?.sharesDownlinks ?? false,
    }),
    request: (values) => ({ ...values, ...(tenant && { version: tenant.version }) }),
    send: (request: Parameters<typeof client.createTenant>[0]) =>
      tenant
        ? client.updateTenant({ ...request, id: tenant.id, version: tenant.version })
        : client.createTenant(request),
    invalidates: [["tenants"], ["me"]],
    done: ({ name }) => {
      toast(text("tenantSaved", { name }));
      onDone();
    },
  });
  const { form } = api;
  const remove = async (): Promise<void> => {
    await client.deleteTenant({ id: tenant!.id });
    toast(text("tenantDeleted", { name: tenant!.name }));
    onDone();
    await queries.invalidateQueries({ queryKey: ["tenants"] });
    await queries.invalidateQueries({ queryKey: ["me"] });
  };
  return (
    <FormFrame
      of={api}
      submit={tenant ? common("save") : text("addTenant")}
      aside={
        tenant &&
        isServerAdmin && (
          <ConfirmButton
            variant="subtle"
            label={text("deleteTenant")}
            title={text("deleteTenantTitle", { name: tenant.name })}
            typed={tenant.name}
            onConfirm={remove}
          >
            {text("deleteTenantNote")}
          </ConfirmButton>
        )
      }
    >
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      <DescriptionInput {...form.getInputProps("description")} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {LIMITS.map((limit) => (
          <NumberField
            key={limit}
            label={text(limit)}
            description={text("noLimit")}
            {...form.getInputProps(limit)}
          />
        ))}
      </SimpleGrid>
      <Switch
        label={text("sharesUplinks")}
        {...form.getInputProps("sharesUplinks", { type: "checkbox" })}
      />
      <Switch
        label={text("sharesDownlinks")}
        {...form.getInputProps("sharesDownlinks", { type: "checkbox" })}
      />
    </FormFrame>
  );
}

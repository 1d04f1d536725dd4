import { PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import { usersEndpoints, type User } from "@lorats/api";
import { client } from "../../client.ts";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { useManagesOwners, useMe, useTenantId } from "../../state/access.ts";
import { text } from "../admin.text.ts";
import { rolesFor } from "./roles.ts";
import { FormFrame } from "../../form/form-frame.tsx";

interface Values extends Record<string, unknown> {
  email: string;
  name: string;
  password: string;
  role: string;
  isServerAdmin: boolean;
}

export default function UserForm({ onDone }: { readonly onDone: (user: User) => void }) {
  const tenantId = useTenantId();
  const { isServerAdmin } = useMe();
  const managesOwners = useManagesOwners();
  const api = useApiForm({
    schema: usersEndpoints.createUser.body,
    initial: fields<Values>({
      email: "",
      name: "",
      password: "",
      role: "viewer",
      isServerAdmin: false,
    }),
    request: ({ email, name, password, role, isServerAdmin: admin }) => ({
      email,
      name,
      ...(password !== "" && { password }),
      ...(admin && { isServerAdmin: true }),
      memberships: tenantId === undefined ? [] : [{ tenantId, role }],
    }),
    send: (request: Parameters<typeof client.createUser>[0]) => client.createUser(request),
    invalidates: [["users"]],
    done: onDone,
  });
  const { form } = api;
  return (
    <FormFrame of={api} submit={text("addUser")}>
      <TextInput
        label={text("email")}
        type="email"
        withAsterisk
        autoComplete="off"
        {...form.getInputProps("email")}
      />
      <TextInput label={text("name")} autoComplete="off" {...form.getInputProps("name")} />
      <PasswordInput
        label={text("initialPassword")}
        description={text("initialPasswordHint")}
        autoComplete="new-password"
        {...form.getInputProps("password")}
      />
      <Select
        label={text("changeRole")}
        allowDeselect={false}
        data={rolesFor(managesOwners).map((role) => ({
          value: role,
          label: `${text(role)}: ${text(`${role}Note`)}`,
        }))}
        {...form.getInputProps("role")}
      />
      {isServerAdmin && (
        <Switch
          label={text("serverAdmin")}
          {...form.getInputProps("isServerAdmin", { type: "checkbox" })}
        />
      )}
    </FormFrame>
  );
}

import { ProblemError } from "@lorats/api";
import { schemaResolver, useForm, type UseFormReturnType } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toast } from "../state/toasts.ts";

interface ApiFormOptions<Values, Result> {
  /** The API's own schema of the request: what it refuses is told before anything is sent. */
  readonly schema: Parameters<typeof schemaResolver>[0];
  readonly initial: Values;
  /** The request that the fields make; the schema checks this, not the fields. */
  readonly request: (values: Values) => Record<string, unknown>;
  readonly send: (request: never) => Promise<Result>;
  /** Keys of queries that are old news afterwards. */
  readonly invalidates: readonly (readonly unknown[])[];
  readonly done: (result: Result) => void;
  readonly success?: string;
}

export interface ApiForm<Values> {
  readonly form: UseFormReturnType<Values>;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  readonly isPending: boolean;
  /** What the schema or the server said that belongs to no field: silence would look like a button that is broken. */
  readonly error: unknown;
}

/** The fields of a form as it begins, by a type that says what they may become. */
export function fields<Values>(initial: Values): Values {
  return initial;
}

/** A form that speaks to one operation of the API: checked by its schema, the server's complaints at their fields. */
export function useApiForm<Values extends Record<string, unknown>, Result>({
  schema,
  initial,
  request,
  send,
  invalidates,
  done,
  success,
}: ApiFormOptions<Values, Result>): ApiForm<Values> {
  const check = schemaResolver(schema, { sync: true });
  // What is not there is not sent: a strict schema takes a field without a value for one that it does not know.
  const sent = (values: Values): Record<string, unknown> =>
    Object.fromEntries(Object.entries(request(values)).filter(([, value]) => value !== undefined));
  const form = useForm<Values>({
    initialValues: initial,
    validateInputOnBlur: true,
    validate: (values) => check(sent(values)),
  });
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (values: Values) => send(sent(values) as never),
    onSuccess: async (result) => {
      await Promise.all(invalidates.map((queryKey) => client.invalidateQueries({ queryKey })));
      if (success !== undefined) toast(success);
      form.resetDirty();
      done(result);
    },
    onError: (refused) => {
      if (!(refused instanceof ProblemError)) return;
      for (const { path, message } of refused.problem.errors ?? []) {
        form.setFieldError(path.replace(/^(body|query|params)\./, ""), message);
      }
    },
  });
  const ofNoField = form.errors[""];
  return {
    form,
    onSubmit: form.onSubmit((values) => mutate(values)),
    isPending,
    error: error ?? (typeof ofNoField === "string" ? new Error(ofNoField) : null),
  };
}

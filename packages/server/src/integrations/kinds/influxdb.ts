import { lineOf } from "@lorats/platform";
import { post } from "../../outbound/http-request.ts";
import { settingsOf, type IntegrationKind, type Target, type TargetContext } from "../target.ts";
import { judge } from "./webhook.ts";

const TIMEOUT_MS = 20_000;
const BATCH = 500;
/** A token can be mended, so what was refused for it is not lost. */
const LATER = new Set([401, 403, 404, 408, 425, 429]);

/** Lines into InfluxDB 2 or 3, or whatever else takes its line protocol over HTTP. */
export const influxdb: IntegrationKind = {
  kind: "influxdb",
  open(context: TargetContext): Target {
    const { secret, allowPrivate } = context;
    const { url, organization, bucket } = settingsOf(context, "influxdb");
    const target = new URL(`${url.replace(/\/$/, "")}/api/v2/write`);
    target.search = String(new URLSearchParams({ org: organization, bucket, precision: "ns" }));
    const authorization = `Token ${new TextDecoder().decode(secret)}`;
    return {
      batch: BATCH,
      async send(messages) {
        const lines = messages.flatMap((message) => lineOf(message) ?? []);
        if (lines.length === 0) return;
        const headers = {
          authorization,
          "content-type": "text/plain; charset=utf-8",
          "user-agent": "LoRaTS",
        };
        const body = `${lines.join("\n")}\n`;
        judge(
          await post({ url: target, body, headers, timeoutMs: TIMEOUT_MS, allowPrivate }),
          target.host,
          LATER,
        );
      },
      close() {},
    };
  },
};

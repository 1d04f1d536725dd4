import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { createClient, ProblemError, type LoratsClient } from "@lorats/api";
import type { Services } from "../../src/services.ts";
import { apiKey, household, memoryServices, startHttp, type Household } from "../harness.ts";

/** A tenant with a device and a gateway, and a client that may do everything in it. */
export interface Home extends Household {
  readonly services: Services;
  readonly baseUrl: string;
  readonly key: string;
  readonly client: LoratsClient;
}

export async function startHome(
  t: TestContext,
  services: Services = memoryServices(t),
): Promise<Home> {
  const home = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const key = await apiKey(services.stores, home.tenantId);
  return { ...home, services, baseUrl, key, client: createClient({ baseUrl, apiKey: key }) };
}

/** That the server refused with this problem. */
export function refusal(code: string, status: number): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ProblemError, String(error));
    assert.deepEqual([error.problem.code, error.problem.status], [code, status]);
    return true;
  };
}

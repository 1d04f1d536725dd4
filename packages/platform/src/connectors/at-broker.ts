import { z } from "zod";

/** Settings of a connector that may subscribe at the other side's broker. */
export function atBroker(urlSays: string, usernameSays: string) {
  return {
    broker: z
      .url({ protocol: /^mqtts?$/ })
      .max(2000)
      .optional()
      .describe(urlSays),
    username: z.string().max(200).optional().describe(usernameSays),
  };
}

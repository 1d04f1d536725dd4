import { z } from "zod";

/** Where something is sent over HTTP. */
export const targetUrl = z.url({ protocol: /^https?$/ }).max(2000);
export const headers = z
  .record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), z.string().regex(/^[\x20-\x7e]{0,1000}$/))
  .default({})
  .describe("Sent along; their values are shown to those who may change them only");

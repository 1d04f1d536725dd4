import { z } from "zod";

/** Where something is sent over HTTP. */
export const targetUrl = z.url({ protocol: /^https?$/ }).max(2000);
/** Headers that say how the request itself is sent. */
const OF_THE_REQUEST =
  /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}$/)
  .refine((name) => !OF_THE_REQUEST.test(name), "not a header that may be set");
export const headers = z
  .record(headerName, z.string().regex(/^[\x20-\x7e]{0,1000}$/))
  .default({})
  .describe("Sent along; their values are shown to those who may change them only");

import { z } from "zod";

/** Where something is sent over HTTP. */
export const targetUrl = z.url({ protocol: /^https?$/ }).max(2000);
/** Not those that say how the request itself is sent. */
const headerName = z
  .string()
  .regex(
    /^(?!(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$)[A-Za-z0-9-]{1,100}$/i,
  );
export const headers = z
  .record(headerName, z.string().regex(/^[\x20-\x7e]{0,1000}$/))
  .default({})
  .describe("Sent along; their values are shown to those who may change them only");

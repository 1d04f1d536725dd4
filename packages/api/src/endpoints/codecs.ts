import { codecTest, codecTestResult } from "../schemas/codecs.ts";
import { can, endpoint } from "./endpoint.ts";

export const codecsEndpoints = {
  testCodec: endpoint(
    "Try a payload codec, without keeping anything",
    can("device-profiles", "write"),
    200,
    { body: codecTest, response: codecTestResult },
  ),
} as const;

import { it } from "node:test";
import { fuzz } from "./fuzz.ts";

it("answers what fits a schema, or nearly, with something better than a failure", (t) =>
  fuzz(t, 1200));

import { it } from "node:test";
import { killWhileArchiving } from "./kill.ts";

it("loses nothing when it is killed while it archives", async (t) => {
  t.diagnostic(await killWhileArchiving(t, 2));
});

import { it } from "node:test";
import { killWhileArchiving } from "./kill.ts";

it("loses nothing in forty kills while it archives", async (t) => {
  t.diagnostic(`figure: ${await killWhileArchiving(t, 40)}`);
});

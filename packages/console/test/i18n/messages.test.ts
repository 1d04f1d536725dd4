import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { IntlMessageFormat } from "intl-messageformat";
import { messages, setTranslation } from "../../src/i18n/messages.ts";
import { allTexts } from "../../tools/texts.ts";

describe("texts", () => {
  it("of all pages are valid ICU messages, and none is empty", async () => {
    const texts = Object.entries(await allTexts());
    assert.ok(texts.length > 300, `${texts.length} texts`);
    for (const [id, text] of texts) {
      assert.notEqual(text.trim(), "", id);
      assert.doesNotThrow(() => new IntlMessageFormat(text, "en"), id);
    }
  });

  it("take values and plurals", () => {
    const text = messages("test", {
      plain: "It’s plain",
      count: "{count, plural, =0 {none} one {# frame} other {# frames}}",
      named: "Hello {name}",
    });
    assert.equal(text("plain"), "It’s plain");
    assert.deepEqual(
      [0, 1, 1234].map((count) => text("count", { count })),
      ["none", "1 frame", "1,234 frames"],
    );
    assert.equal(text("named", { name: "{count}" }), "Hello {count}");
  });

  it("are translated where a translation has them, and stay English where not", () => {
    const text = messages("test-two", { known: "{count} frames", unknown: "stays" });
    setTranslation("de", { "test-two.known": "{count, number} Telegramme" });
    assert.equal(text("known", { count: 1234.5 }), "1.234,5 Telegramme");
    assert.equal(text("unknown"), "stays");
    setTranslation("en", {});
    assert.equal(text("known", { count: 2 }), "2 frames");
  });
});

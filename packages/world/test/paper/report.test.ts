import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { renderCsv } from "../../src/paper/report/csv.ts";
import { renderSvg } from "../../src/paper/report/svg.ts";
import { runPaper } from "../../src/paper/run-paper.ts";

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-paper-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe("the paper's report", () => {
  it("has data, plots and one page that stands alone, and tells how far it is", async (t) => {
    const folder = temporaryFolder(t);
    const markdownFile = path.join(folder, "reproduction.md");
    const shares: number[] = [];
    const ids = ["overhead", "figure-10"];
    const progress = ({ share }: { share: number }): void => void shares.push(share);
    const out = path.join(folder, "out");
    const done = await runPaper({ ids, folder: out, quick: true, seed: 1, markdownFile, progress });
    assert.deepEqual(
      done.map(({ figure }) => figure.id),
      ids,
    );
    assert.deepEqual(readdirSync(out).toSorted(), [
      "figure-10-1.svg",
      "figure-10-2.svg",
      "figure-10.csv",
      "figure-10.json",
      "overhead.csv",
      "overhead.json",
      "overhead.svg",
      "report.html",
    ]);
    const html = readFileSync(path.join(out, "report.html"), "utf8");
    assert.equal(html.match(/<svg /g)!.length, 3);
    assert.ok(!/(src|href)="(?!#)/.test(html), "nothing is fetched");
    for (const words of ["Paper says", "We get", "Why they differ"])
      assert.ok(html.includes(words));
    assert.match(readFileSync(markdownFile, "utf8"), /\*\*We get\*\*: 15 synchronisations/);
    assert.deepEqual([shares[0], shares.at(-1)], [0, 1]);
    assert.ok(shares.every((share, i) => i === 0 || share >= shares[i - 1]!));
    const json = JSON.parse(readFileSync(path.join(out, "overhead.json"), "utf8")) as {
      weGet: string;
    };
    assert.equal(json.weGet, done[0]!.result.weGet);
  });

  it("names what there is when asked for something else, and says when it cannot be written", async (t) => {
    const folder = temporaryFolder(t);
    const options = { folder, quick: true, seed: 1 };
    await assert.rejects(runPaper({ ...options, ids: ["figure-2"] }), {
      code: "PAPER_NO_FIGURE",
      message: /no figure-2; there are .*figure-3/,
    });
    const inTheWay = path.join(folder, "file");
    writeFileSync(inTheWay, "");
    await assert.rejects(runPaper({ ...options, folder: inTheWay, ids: ["overhead"] }));
  });

  it("quotes what CSV needs quoted", () => {
    const csv = renderCsv({
      name: "t",
      columns: ["a", "b,c"],
      rows: [
        [1, 'say "x"'],
        [null, "y"],
      ],
    });
    assert.equal(csv, 'a,"b,c"\r\n1,"say ""x"""\r\n,y\r\n');
  });

  it("draws every kind of plot inside its frame, escaped", () => {
    const box = { min: 1, q1: 2, median: 3, q3: 4, max: 5 };
    const axis = { label: "<&>" };
    const plots = [
      renderSvg({
        kind: "lines",
        title: "t",
        x: axis,
        y: { ...axis, log: true },
        series: [
          {
            name: "s",
            points: [
              [0, 0],
              [1, 10],
              [2, 1000],
            ],
          },
        ],
      }),
      renderSvg({
        kind: "boxes",
        title: "t",
        x: { label: "x", categories: ["a", "b"] },
        y: axis,
        groups: [{ name: "g", boxes: [box, null] }],
      }),
      renderSvg({
        kind: "heat",
        title: "t",
        x: { label: "x", ticks: [1, 2] },
        y: { label: "y", ticks: ["p"] },
        cells: [[1, null]],
        showValues: true,
      }),
    ];
    for (const svg of plots) {
      assert.ok(!svg.includes("NaN") && !svg.includes("Infinity"), svg);
      for (const [, x] of svg.matchAll(/ x="([-\d.]+)"/g))
        assert.ok(Number(x) >= 0 && Number(x) <= 640);
    }
    assert.ok(plots[0]!.includes("&lt;&amp;&gt;") && !plots[0]!.includes("<&>"));
  });
});

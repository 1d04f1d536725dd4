import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { LogFile } from "../src/log-file.ts";

describe("the log's file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lorats-log-"));
    file = path.join(folder, "server.log");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has every line at once, for its owner only", () => {
    const log = new LogFile(file);
    log.write("one\n");
    log.write("two\n");
    assert.equal(readFileSync(file, "utf8"), "one\ntwo\n");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    log.close();
  });

  it("outlives a full disk, and says what it lost", () => {
    let free = 1000;
    const disk = (fd: number, bytes: NodeJS.ArrayBufferView): number => {
      if (free === 0) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
      const fits = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(free, bytes.byteLength));
      free -= fits.length;
      return writeSync(fd, fits);
    };
    const log = new LogFile(file, disk as typeof writeSync);
    log.write("first\n");
    free = 3;
    log.write("second\n");
    log.write("third\n");
    assert.equal(log.lost, 2);
    free = 1000;
    log.write("fourth\n");
    assert.equal(log.lost, 0);
    const [first, torn, notice, fourth] = readFileSync(file, "utf8").split("\n");
    assert.deepEqual([first, torn, fourth], ["first", "sec", "fourth"]);
    assert.equal((JSON.parse(notice!) as { lost: number }).lost, 2);
    log.close();
  });

  it("takes lines when the disk never had room", { skip: process.platform !== "linux" }, () => {
    const log = new LogFile("/dev/full");
    log.write("one\n");
    assert.equal(log.lost, 1);
    log.close();
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromHex, type DevAddr, type Eui64 } from "@lorats/base";
import {
  encodePhyPayload,
  encryptFrmPayload,
  explainPhyPayload,
  signJoin,
  signUplink,
  type ExplainOptions,
  type FrameExplanation,
} from "@lorats/lorawan";
import { ciphers, fixture, key } from "../support.ts";
import { checkPlaces, find } from "./nodes.ts";

interface RecordedFrame {
  readonly kind?: string;
  readonly phy: string;
  readonly fcnt: number;
  readonly frm: string;
  readonly fopts: string;
  readonly keys: Record<"fnint" | "snint" | "nsenc" | "apps", string>;
}

const records = (file: string): RecordedFrame[] =>
  fixture(`device-stacks/${file}`)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

function explain(hex: string, options: Partial<ExplainOptions> = {}): FrameExplanation {
  return explainPhyPayload(fromHex(hex), { ciphers, ...options });
}

describe("explaining whole sessions", () => {
  for (const file of ["loramac-node-1.0.4.jsonl", "radiolib-1.1.jsonl"]) {
    it(`${file}: every data frame's MIC is found valid and its payload read`, () => {
      const frames = records(file).filter(({ kind }) => kind === undefined);
      for (const { phy, keys, frm, fcnt, fopts } of frames) {
        const [nwkSKey, appSKey] = [key(keys.fnint), key(keys.apps)];
        const explained = explain(phy, {
          appSKey,
          networkKeys: file.startsWith("lora")
            ? { version: "1.0", nwkSKey }
            : {
                version: "1.1",
                fNwkSIntKey: nwkSKey,
                sNwkSIntKey: key(keys.snint),
                nwkSEncKey: key(keys.nsenc),
              },
          confFCnt: confFCntOf(phy, file),
        });
        assert.equal(explained.mic?.status, "valid", phy);
        assert.equal(explained.fCnt, fcnt);
        assert.equal(explained.payload ?? "", frm);
        if (fopts !== "") assert.equal(find(explained.tree, "FOpts").hex, fopts);
        checkPlaces(explained);
      }
    });
  }
});

/** Downlinks that acknowledge carry the acknowledged counter in their 1.1 MIC. */
function confFCntOf(phy: string, file: string): number {
  const found = records(file).find((record) => record.phy === phy) as { confFCnt?: number };
  return found.confFCnt ?? 0;
}

describe("explaining without keys", () => {
  const explained = explain("404523012683020006fe0702b59643249c93");

  it("names every part and where it is", () => {
    checkPlaces(explained);
    assert.deepEqual(
      explained.tree.map(({ name, at, length }) => `${name} ${at}+${length}`),
      ["MHDR 0+1", "FHDR 1+10", "FPort 11+1", "FRMPayload 12+2", "MIC 14+4"],
    );
    const devAddr = find(explained.tree, "DevAddr");
    assert.equal(devAddr.value, "26012345");
    assert.equal(devAddr.hex, "45230126");
  });

  it("puts MAC commands into words", () => {
    const answer = find(explained.tree, "DevStatusAns");
    assert.deepEqual([answer.at, answer.length], [8, 3]);
    assert.deepEqual(
      answer.children?.map(({ meaning }) => meaning),
      ["battery at 100 %", "received the request at 7 dB SNR"],
    );
  });

  it("says what it could not do", () => {
    assert.equal(explained.mic?.status, "unchecked");
    assert.equal(explained.payload, undefined);
    assert.match(find(explained.tree, "FRMPayload").meaning, /no application session key/);
  });
});

describe("explaining what is wrong", () => {
  it("bytes that are no frame, with the code", () => {
    const explained = explain("4103");
    assert.equal(explained.refusal?.code, "LW_BAD_MAJOR");
    checkPlaces(explained);
  });

  it("nothing at all", () => {
    assert.equal(explain("").refusal?.code, "LW_EMPTY");
  });

  it("a wrong key", () => {
    const explained = explain("4045230126800100022b729e673b79", {
      networkKeys: { version: "1.0", nwkSKey: key("00".repeat(16)) },
    });
    assert.equal(explained.mic?.status, "invalid");
    assert.equal(explained.fCnt, undefined);
  });

  it("unknown MAC commands are shown as unread, with the reason", () => {
    const explained = explain("4004030201 02 0100 0280 11223344");
    const unread = find(explained.tree, "unread");
    assert.deepEqual([unread.at, unread.length, unread.value], [9, 1, "LW_COMMAND_UNKNOWN"]);
  });
});

describe("explaining counters beyond 16 bits", () => {
  const nwkSKey = key("01".repeat(16));
  const appSKey = key("02".repeat(16));
  const devAddr = "26012345" as DevAddr;
  const signed = (fCnt: number): Uint8Array => {
    const frmPayload = encryptFrmPayload(
      ciphers,
      appSKey,
      { direction: "up", devAddr, fCnt },
      new TextEncoder().encode("hello"),
    );
    const phy = encodePhyPayload({
      mType: "unconfirmed-data-up",
      devAddr,
      fCtrl: { adr: true, adrAckReq: false, ack: false, classB: false },
      fCnt: fCnt & 0xffff,
      fOpts: new Uint8Array(0),
      fPort: 1,
      frmPayload,
      mic: new Uint8Array(4),
    });
    signUplink(ciphers, { version: "1.0", nwkSKey }, phy, { fCnt });
    return phy;
  };
  const networkKeys = { version: "1.0", nwkSKey } as const;

  it("small ones are found by trying", () => {
    const explained = explainPhyPayload(signed(0x3_0007), { ciphers, networkKeys, appSKey });
    assert.equal(explained.fCnt, 0x3_0007);
    assert.match(find(explained.tree, "FRMPayload").meaning, /"hello"/);
  });

  it("large ones by the counter that is expected", () => {
    const explained = explainPhyPayload(signed(0xabcd_0007), {
      ciphers,
      networkKeys,
      appSKey,
      expectedFCnt: 0xabcd_0001,
    });
    assert.equal(explained.fCnt, 0xabcd_0007);
    assert.equal(explained.payload, "68656c6c6f");
  });
});

describe("explaining joins", () => {
  const [request, accept] = records("radiolib-1.1.jsonl") as unknown as Record<string, never>[];

  it("a join-request", () => {
    const explained = explain(request!.phy!, { rootKey: key(request!.rootKey!) });
    assert.equal(explained.mic?.status, "valid");
    assert.equal(find(explained.tree, "JoinEUI").value, accept!.joinEui);
    checkPlaces(explained);
    assert.equal(explain(request!.phy!).mic?.status, "unchecked");
    assert.equal(explain(request!.phy!, { rootKey: key("00".repeat(16)) }).mic?.status, "invalid");
  });

  it("a 1.1 join-accept, given what it answers", () => {
    const { joinEui, devEui, devNonce, rootKey, devAddr, plain, phy } = accept!;
    const explained = explain(phy!, {
      rootKey: key(rootKey!),
      request: { type: "join", joinEui: joinEui!, devEui: devEui!, nonce: devNonce! },
    });
    assert.equal(explained.mic?.status, "valid");
    assert.equal(find(explained.tree, "DevAddr").value, devAddr);
    assert.equal(explained.tree.map(({ hex }) => hex).join(""), plain);
    assert.match(find(explained.tree, "CFList").meaning, /867.1, 867.3/);
    checkPlaces(explained);
  });

  it("a 1.0 join-accept, and one that stays closed", () => {
    const closed = records("loramac-node-1.0.4.jsonl")[1] as unknown as Record<string, string>;
    const explained = explain(closed.phy!, { rootKey: key(closed.rootKey!) });
    assert.equal(explained.mic?.status, "valid");
    assert.equal(explain(closed.phy!).mic?.status, "unchecked");
    assert.equal(explain(accept!.phy!, { rootKey: key(closed.rootKey!) }).mic?.status, "invalid");
  });

  it("rejoin-requests", () => {
    const devEui = "0102030405060708" as Eui64;
    const mic = new Uint8Array(4);
    const sNwkSIntKey = key("03".repeat(16));
    const phy = encodePhyPayload({
      mType: "rejoin-request",
      rejoinType: 0,
      netId: 0x13,
      devEui,
      rjCount0: 5,
      mic,
    });
    signJoin(ciphers, sNwkSIntKey, phy);
    const explained = explainPhyPayload(phy, {
      ciphers,
      networkKeys: {
        version: "1.1",
        sNwkSIntKey,
        fNwkSIntKey: key("04".repeat(16)),
        nwkSEncKey: key("05".repeat(16)),
      },
    });
    assert.equal(explained.mic?.status, "valid");
    assert.equal(find(explained.tree, "NetID").value, "000013");
    checkPlaces(explained);
    const type1 = encodePhyPayload({
      mType: "rejoin-request",
      rejoinType: 1,
      joinEui: devEui,
      devEui,
      rjCount1: 5,
      mic,
    });
    const other = explainPhyPayload(type1, { ciphers, rootKey: sNwkSIntKey });
    assert.equal(other.mic?.status, "invalid");
    checkPlaces(other);
  });
});

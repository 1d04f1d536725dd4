import { readFileSync } from "node:fs";
import fc from "fast-check";
import {
  parseDevAddr,
  parseEui64,
  softwareAes,
  toHex,
  type DevAddr,
  type Eui64,
} from "@lorats/base";
import { AesKey, Ciphers, type PhyPayload, type SessionKeys } from "@lorats/lorawan";

export const ciphers: Ciphers = new Ciphers(softwareAes);

export const key = (hex: string): AesKey => AesKey.fromHex(hex);

export function fixture(path: string): string {
  return readFileSync(new URL(`fixtures/${path}`, import.meta.url), "utf8");
}

/** One entry of the brocaar and ChirpStack vectors. */
// oxlint-disable-next-line typescript/no-explicit-any -- every entry has a shape of its own
export function vector(id: string): { input: any; expected: any } {
  const { vectors } = JSON.parse(fixture("brocaar-chirpstack/vectors.json"));
  const found = vectors.find((entry: { id: string }) => entry.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return found;
}

/** Like `fc.record`, of plain objects, which `deepEqual` compares with decoded ones. */
export const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;

export const anyBytes = (min: number, max = min): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: min, maxLength: max });

export const anyKey: fc.Arbitrary<AesKey> = anyBytes(16).map((secret) => new AesKey(secret));
export const anyEui: fc.Arbitrary<Eui64> = anyBytes(8).map((bytes) => parseEui64(toHex(bytes)));
export const anyDevAddr: fc.Arbitrary<DevAddr> = anyBytes(4).map((b) => parseDevAddr(toHex(b)));
export const anyUint = (bits: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: 2 ** bits - 1 });

export const anySession: fc.Arbitrary<SessionKeys> = fc.oneof(
  record({ version: fc.constant("1.0" as const), nwkSKey: anyKey, appSKey: anyKey }),
  record({
    version: fc.constant("1.1" as const),
    fNwkSIntKey: anyKey,
    sNwkSIntKey: anyKey,
    nwkSEncKey: anyKey,
    appSKey: anyKey,
  }),
);

const dataFields = record({
  fPort: fc.option(anyUint(8)),
  fOpts: anyBytes(0, 15),
  frmPayload: anyBytes(0, 220),
}).map(({ fPort, fOpts, frmPayload }) => ({
  fPort,
  fOpts: fPort === 0 ? new Uint8Array(0) : fOpts,
  frmPayload: fPort === null ? new Uint8Array(0) : frmPayload,
}));

const header = { devAddr: anyDevAddr, fCnt: anyUint(16), mic: anyBytes(4) };

function withRest<Fields extends object, Rest>(
  frame: Fields & { readonly rest: Rest },
): Omit<Fields, "rest"> & Rest {
  const { rest, ...fields } = frame;
  return { ...fields, ...rest };
}

export const anyUplink: fc.Arbitrary<Extract<PhyPayload, { mType: `${string}-data-up` }>> = record({
  mType: fc.constantFrom("unconfirmed-data-up" as const, "confirmed-data-up" as const),
  fCtrl: record({
    adr: fc.boolean(),
    adrAckReq: fc.boolean(),
    ack: fc.boolean(),
    classB: fc.boolean(),
  }),
  ...header,
  rest: dataFields,
}).map(withRest);

export const anyDownlink: fc.Arbitrary<Extract<PhyPayload, { mType: `${string}-data-down` }>> =
  record({
    mType: fc.constantFrom("unconfirmed-data-down" as const, "confirmed-data-down" as const),
    fCtrl: record({ adr: fc.boolean(), ack: fc.boolean(), fPending: fc.boolean() }),
    ...header,
    rest: dataFields,
  }).map(withRest);

export const anyJoinRequest: fc.Arbitrary<Extract<PhyPayload, { mType: "join-request" }>> = record({
  mType: fc.constant("join-request" as const),
  joinEui: anyEui,
  devEui: anyEui,
  devNonce: anyUint(16),
  mic: anyBytes(4),
});

export const anyRejoinRequest: fc.Arbitrary<Extract<PhyPayload, { mType: "rejoin-request" }>> =
  fc.oneof(
    record({
      mType: fc.constant("rejoin-request" as const),
      rejoinType: fc.constantFrom(0 as const, 2 as const),
      netId: anyUint(24),
      devEui: anyEui,
      rjCount0: anyUint(16),
      mic: anyBytes(4),
    }),
    record({
      mType: fc.constant("rejoin-request" as const),
      rejoinType: fc.constant(1 as const),
      joinEui: anyEui,
      devEui: anyEui,
      rjCount1: anyUint(16),
      mic: anyBytes(4),
    }),
  );

export const anyFrame: fc.Arbitrary<PhyPayload> = fc.oneof(
  anyUplink,
  anyDownlink,
  anyJoinRequest,
  anyRejoinRequest,
  record({
    mType: fc.constant("join-accept" as const),
    encrypted: fc.oneof(anyBytes(16), anyBytes(32)),
  }),
  record({
    mType: fc.constant("proprietary" as const),
    vendorBits: anyUint(5),
    payload: anyBytes(0, 254),
  }),
);

import { softwareAes, type KeyId } from "@lorats/base";
import type { SessionKeyIds } from "@lorats/events";
import {
  AesKey,
  Ciphers,
  explainPhyPayload,
  type ExplainOptions,
  type ExplanationNode,
  type NetworkKeys,
} from "@lorats/lorawan";
import type { Device, DeviceState } from "@lorats/network";
import type { FrameExplanation, FramePart } from "@lorats/api";
import type { Services } from "../services.ts";

/** Few frames are looked at; their keys need not stay expanded. */
const CIPHERS = 64;

export type FrameKeys = Omit<ExplainOptions, "ciphers">;

/**
 * The keys that a device's frame is read with. Those of sessions that ended are destroyed: what was sent under them
 * is laid out, but its MIC cannot be checked again.
 */
export async function frameKeys(
  { stores }: Pick<Services, "stores">,
  { appKeyId, nwkKeyId }: Device,
  state: DeviceState | undefined,
  devAddr: string | undefined,
): Promise<FrameKeys> {
  const sessions = [state?.session, state?.pending];
  const session = sessions.find((one) => one !== undefined && one.devAddr === devAddr);
  const rootId = nwkKeyId ?? appKeyId;
  const ids = [rootId, ...Object.values(session?.keys ?? {})].filter((id) => id !== undefined);
  const secrets = await stores.keys.get(ids);
  const keyOf = (id: KeyId | undefined): AesKey | undefined => {
    const secret = id === undefined ? undefined : secrets.get(id);
    return secret && new AesKey(secret);
  };
  return {
    rootKey: keyOf(rootId),
    ...(session && {
      networkKeys: networkKeys(session.keys, session.macVersion, keyOf),
      appSKey: keyOf(session.keys.appSKey),
    }),
  };
}

function networkKeys(
  ids: SessionKeyIds,
  macVersion: string,
  keyOf: (id: KeyId) => AesKey | undefined,
): NetworkKeys | undefined {
  const fNwkSIntKey = keyOf(ids.fNwkSIntKey);
  if (!fNwkSIntKey) return undefined;
  if (!macVersion.startsWith("1.1")) return { version: "1.0", nwkSKey: fNwkSIntKey };
  const sNwkSIntKey = keyOf(ids.sNwkSIntKey);
  const nwkSEncKey = keyOf(ids.nwkSEncKey);
  return sNwkSIntKey && nwkSEncKey
    ? { version: "1.1", fNwkSIntKey, sNwkSIntKey, nwkSEncKey }
    : undefined;
}

/** What every byte of a frame means. */
export function explainFrame(
  phyPayload: Uint8Array,
  keys: FrameKeys,
  fCnt: number | undefined,
): FrameExplanation {
  const ciphers = new Ciphers(softwareAes, CIPHERS);
  const explained = explainPhyPayload(phyPayload, { ...keys, ciphers, expectedFCnt: fCnt });
  const { summary, refusal, mic, tree } = explained;
  return {
    phyPayload: explained.phyPayload,
    summary,
    ...(refusal && { refusal }),
    ...(mic && { mic: { status: mic.status, note: mic.note } }),
    parts: tree.flatMap((node) => flatten(node, 0)),
  };
}

function flatten(node: ExplanationNode, depth: number): FramePart[] {
  const { name, at, length, hex, value, meaning, decrypted = false, children = [] } = node;
  return [
    { depth, name, at, length, hex, decrypted, meaning, ...(value !== undefined && { value }) },
    ...children.flatMap((child) => flatten(child, depth + 1)),
  ];
}

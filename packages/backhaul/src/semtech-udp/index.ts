export * from "./annotate.ts";
export * from "./datagram.ts";
export * from "./header.ts";
export type { PushData } from "./push-data.ts";
export { decodeRxpk, encodeRxpk, type OnRefused, type Rxpk } from "./rxpk.ts";
export { decodeStat, encodeStat } from "./stat.ts";
export { txAckOutcome, txAckReport, type TxAckReport } from "./tx-ack.ts";
export { decodeTxpk, encodeTxpk } from "./txpk.ts";

import { CallerError, accept, type Result } from "@lorats/base";
import { finiteNumber, integerIn, isObject, type JsonObject } from "../json/fields.ts";
import { badField } from "./body.ts";

/** A receive path: one of two radios and the distance of the channel's centre from the radio's. */
export interface IfChannel {
  readonly radio: 0 | 1;
  readonly ifHz: number;
}

/** One concentrator board (SX1301, SX1302 or SX1303). */
export interface RadioBoard {
  /** Centre frequencies of its two radios. */
  readonly radios: readonly { readonly freqHz: number }[];
  /** Up to eight LoRa channels of 125 kHz that hear every spreading factor. */
  readonly multiSf: readonly IfChannel[];
  /** One LoRa channel of fixed bandwidth and spreading factor. */
  readonly loraStd?: IfChannel & { readonly bwHz: number; readonly sf: number };
  readonly fsk?: IfChannel;
}

const FSK_WIDTH_HZ = 125_000;

/**
 * How far from its radio's centre a channel may reach: half of the bandwidth that the HAL gives a radio for it.
 * @see lora_gateway, loragw_hal.c, LGW_RF_RX_BANDWIDTH_125KHZ, _250KHZ and _500KHZ
 */
function reachHz(widthHz: number): number {
  if (widthHz > 250_000) return 550_000;
  return widthHz > 125_000 ? 500_000 : 462_500;
}

interface Wanted {
  readonly freqHz: number;
  readonly widthHz: number;
}

/**
 * Places the two radios so that every channel fits: the lower channels on radio 0, the rest on radio 1, each
 * radio in the middle of where it may be.
 * @throws {CallerError} `LNS_BAD_CONFIG` when two radios cannot hold them, or there are more than eight
 */
export function planRadioBoard(channels: {
  readonly multiSfHz: readonly number[];
  readonly loraStd?: { readonly freqHz: number; readonly bwHz: number; readonly sf: number };
  readonly fskHz?: number;
}): RadioBoard {
  const { multiSfHz, loraStd, fskHz } = channels;
  if (multiSfHz.length > 8) throw new CallerError("LNS_BAD_CONFIG", "a board has eight channels");
  const wanted: Wanted[] = multiSfHz.map((freqHz) => ({ freqHz, widthHz: 125_000 }));
  if (loraStd) wanted.push({ freqHz: loraStd.freqHz, widthHz: loraStd.bwHz });
  if (fskHz !== undefined) wanted.push({ freqHz: fskHz, widthHz: FSK_WIDTH_HZ });
  if (wanted.length === 0) throw new CallerError("LNS_BAD_CONFIG", "a board needs a channel");
  const radios = placeRadios(wanted.toSorted((a, b) => a.freqHz - b.freqHz));
  const place = (freqHz: number, widthHz: number): IfChannel => {
    const radio = radios.findIndex((centreHz) => holds(centreHz, { freqHz, widthHz })) as 0 | 1;
    return { radio, ifHz: freqHz - radios[radio]! };
  };
  return {
    radios: radios.map((freqHz) => ({ freqHz })),
    multiSf: multiSfHz.map((freqHz) => place(freqHz, 125_000)),
    ...(loraStd && {
      loraStd: { ...place(loraStd.freqHz, loraStd.bwHz), bwHz: loraStd.bwHz, sf: loraStd.sf },
    }),
    ...(fskHz !== undefined && { fsk: place(fskHz, FSK_WIDTH_HZ) }),
  };
}

/** Tries every cut of the sorted channels into two neighbouring groups, the largest first group first. */
function placeRadios(sorted: readonly Wanted[]): readonly number[] {
  for (let cut = sorted.length; cut >= 0; cut--) {
    const groups = [sorted.slice(0, cut), sorted.slice(cut)].filter((group) => group.length > 0);
    const centres = groups.map(centreOf);
    if (centres.every((centre) => centre !== undefined)) return centres;
  }
  throw new CallerError("LNS_BAD_CONFIG", "two radios cannot hold these channels");
}

/** The middle of where a radio could stand to hear all of them; undefined when there is no such place. */
function centreOf(group: readonly Wanted[]): number | undefined {
  const rooms = group.map(({ freqHz, widthHz }) => [freqHz, reachHz(widthHz) - widthHz / 2]);
  const low = Math.max(...rooms.map(([freqHz, room]) => freqHz! - room!));
  const high = Math.min(...rooms.map(([freqHz, room]) => freqHz! + room!));
  return low <= high ? Math.round((low + high) / 2) : undefined;
}

function holds(centreHz: number, { freqHz, widthHz }: Wanted): boolean {
  return Math.abs(freqHz - centreHz) + widthHz / 2 <= reachHz(widthHz);
}

/** An element of `sx1301_conf`, which also stands for newer chips. */
export function encodeRadioBoard(board: RadioBoard): JsonObject {
  const entries: [string, JsonObject][] = [];
  for (const [i, { freqHz }] of board.radios.entries()) {
    entries.push([`radio_${i}`, { enable: true, freq: freqHz }]);
  }
  for (const [i, channel] of board.multiSf.entries()) {
    entries.push([`chan_multiSF_${i}`, ifChannel(channel)]);
  }
  const { loraStd, fsk } = board;
  if (loraStd) {
    const { bwHz, sf } = loraStd;
    entries.push(["chan_Lora_std", { ...ifChannel(loraStd), bandwidth: bwHz, spread_factor: sf }]);
  }
  if (fsk) entries.push(["chan_FSK", ifChannel(fsk)]);
  return Object.fromEntries(entries);
}

function ifChannel({ radio, ifHz }: IfChannel): JsonObject {
  return { enable: true, radio, if: ifHz };
}

/** Parts that are switched off are left out. Refusal: `LNS_BAD_FIELD`. */
export function decodeRadioBoard(raw: unknown): Result<RadioBoard> {
  if (!isObject(raw)) return badField("sx1301_conf", "an array of objects");
  const radios = numbered(raw, "radio_", 2).flatMap((radio) => {
    const freqHz = finiteNumber(radio["freq"]);
    return freqHz === undefined ? [] : [{ freqHz }];
  });
  const multiSf = numbered(raw, "chan_multiSF_", 8).flatMap((channel) => decodeIf(channel) ?? []);
  const std = raw["chan_Lora_std"];
  const stdIf = decodeIf(std);
  const bwHz = isObject(std) ? finiteNumber(std["bandwidth"]) : undefined;
  const sf = isObject(std) ? integerIn(std["spread_factor"], 5, 12) : undefined;
  const fsk = decodeIf(raw["chan_FSK"]);
  return accept({
    radios,
    multiSf,
    ...(stdIf && bwHz !== undefined && sf !== undefined && { loraStd: { ...stdIf, bwHz, sf } }),
    ...(fsk && { fsk }),
  });
}

function numbered(raw: JsonObject, prefix: string, count: number): JsonObject[] {
  return Array.from({ length: count }, (_, i) => raw[`${prefix}${i}`])
    .filter(isObject)
    .filter((part) => part["enable"] === true);
}

function decodeIf(raw: unknown): IfChannel | undefined {
  if (!isObject(raw) || raw["enable"] !== true) return undefined;
  const radio = integerIn(raw["radio"], 0, 1) as 0 | 1 | undefined;
  const ifHz = finiteNumber(raw["if"]);
  return radio === undefined || ifHz === undefined ? undefined : { radio, ifHz };
}

/**
 * Runs in the sandbox: the little of browsers and Node that codecs in the wild use. `Buffer` is bytes with the reading
 * methods and encodings that codecs call; there is no module loader.
 */
export const SHIMS: string = String.raw`
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
function toBase64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0);
    text += BASE64[three >> 18] + BASE64[(three >> 12) & 63];
    text += i + 1 < bytes.length ? BASE64[(three >> 6) & 63] : "=";
    text += i + 2 < bytes.length ? BASE64[three & 63] : "=";
  }
  return text;
}
function fromBase64(text) {
  const bytes = [];
  let bits = 0;
  let count = 0;
  for (const letter of String(text).replace(/[-_]/g, (c) => (c === "-" ? "+" : "/"))) {
    const value = BASE64.indexOf(letter);
    if (value < 0) continue;
    bits = (bits << 6) | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 255);
    }
  }
  return bytes;
}
function toUtf8(text) {
  const bytes = [];
  for (const letter of String(text)) {
    const c = letter.codePointAt(0);
    if (c < 0x80) bytes.push(c);
    else if (c < 0x800) bytes.push(0xc0 | (c >> 6), 0x80 | (c & 63));
    else if (c < 0x10000) bytes.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
    else bytes.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  }
  return bytes;
}
function fromUtf8(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; ) {
    const first = bytes[i++];
    const more = first < 0x80 ? 0 : first >= 0xc2 && first < 0xe0 ? 1 : first >= 0xe0 && first < 0xf0 ? 2
      : first >= 0xf0 && first < 0xf5 ? 3 : -1;
    let c = more <= 0 ? first : first & (63 >> more);
    let good = more >= 0;
    for (let k = 0; good && k < more; k++) {
      if ((bytes[i] & 0xc0) !== 0x80) good = false;
      else c = (c << 6) | (bytes[i++] & 63);
    }
    text += good && c <= 0x10ffff ? String.fromCodePoint(c) : "\ufffd";
  }
  return text;
}
const latin1 = (bytes) => Array.prototype.map.call(bytes, (b) => String.fromCharCode(b)).join("");
const ENCODINGS = {
  hex: [(b) => Array.prototype.map.call(b, (x) => (x < 16 ? "0" : "") + x.toString(16)).join(""),
    (t) => (t.match(/^(?:[0-9a-fA-F]{2})*/)[0].match(/../g) || []).map((x) => parseInt(x, 16))],
  base64: [toBase64, fromBase64],
  base64url: [(b) => toBase64(b).replace(/[+/=]/g, (c) => ({ "+": "-", "/": "_" })[c] || ""), fromBase64],
  utf8: [fromUtf8, toUtf8],
  latin1: [latin1, (t) => Array.from(t, (c) => c.charCodeAt(0) & 255)],
  ascii: [(b) => latin1(Array.prototype.map.call(b, (x) => x & 127)), (t) => Array.from(t, (c) => c.charCodeAt(0) & 255)],
};
const ALIASES = { "utf-8": "utf8", binary: "latin1" };
function encodingOf(name) {
  const key = String(name === undefined ? "utf8" : name).toLowerCase();
  const encoding = ENCODINGS[ALIASES[key] || key];
  if (!encoding) throw new TypeError("Unknown encoding: " + name);
  return encoding;
}
class Buffer extends Uint8Array {
  static from(source, encoding, length) {
    if (typeof source === "string") return new Buffer(encodingOf(encoding)[1](source));
    if (source instanceof ArrayBuffer) return new Buffer(source, encoding, length);
    return new Buffer(Array.from(source, (b) => b & 255));
  }
  static alloc(size, fill) { return new Buffer(size).fill(fill || 0); }
  static allocUnsafe(size) { return new Buffer(size); }
  static isBuffer(value) { return value instanceof Buffer; }
  static byteLength(text, encoding) { return encodingOf(encoding)[1](text).length; }
  static concat(list) { return Buffer.from(list.flatMap((one) => Array.from(one))); }
  toString(encoding, start, end) { return encodingOf(encoding)[0](this.subarray(start || 0, end)); }
  slice(start, end) { return this.subarray(start, end); }
  toJSON() { return { type: "Buffer", data: Array.from(this) }; }
  equals(other) { return this.length === other.length && this.every((b, i) => b === other[i]); }
  readUIntBE(at, n) { let v = 0; for (let i = 0; i < n; i++) v = v * 256 + this[at + i]; return v; }
  readUIntLE(at, n) { let v = 0; for (let i = n - 1; i >= 0; i--) v = v * 256 + this[at + i]; return v; }
  readIntBE(at, n) { const v = this.readUIntBE(at, n); return v < 2 ** (8 * n - 1) ? v : v - 2 ** (8 * n); }
  readIntLE(at, n) { const v = this.readUIntLE(at, n); return v < 2 ** (8 * n - 1) ? v : v - 2 ** (8 * n); }
}
for (const [kind, bytes] of [["Uint8", 1], ["Int8", 1], ["Uint16", 2], ["Int16", 2], ["Uint32", 4], ["Int32", 4],
  ["Float32", 4], ["Float64", 8], ["BigInt64", 8], ["BigUint64", 8]]) {
  const names = { Float32: "Float", Float64: "Double", BigUint64: "BigUInt64" };
  const name = names[kind] || kind.replace("Uint", "UInt");
  for (const end of bytes === 1 ? [""] : ["BE", "LE"]) {
    const view = (buffer, at) => {
      if (at < 0 || at + bytes > buffer.length) throw new RangeError("out of range: " + at);
      return new DataView(buffer.buffer, buffer.byteOffset + at, bytes);
    };
    const read = function (at = 0) { return view(this, at)["get" + kind](0, end === "LE"); };
    const write = function (value, at = 0) { view(this, at)["set" + kind](0, value, end === "LE"); return at + bytes; };
    for (const alias of [name, name.replace("UInt", "Uint")]) {
      for (const [verb, call] of [["read", read], ["write", write]]) {
        Object.defineProperty(Buffer.prototype, verb + alias + end, { value: call, configurable: true, writable: true });
      }
    }
  }
}
class TextEncoder {
  get encoding() { return "utf-8"; }
  encode(text = "") { return new Uint8Array(toUtf8(text)); }
}
class TextDecoder {
  constructor(label = "utf-8") { this.encoding = String(label).toLowerCase(); encodingOf(this.encoding); }
  decode(bytes = []) {
    const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
    return encodingOf(this.encoding)[0](Array.from(view.buffer ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : view));
  }
}
function atob(text) { return latin1(fromBase64(text)); }
function btoa(text) {
  const bytes = Array.from(String(text), (c) => c.charCodeAt(0));
  if (bytes.some((b) => b > 255)) throw new RangeError("btoa: a letter is outside Latin-1");
  return toBase64(bytes);
}
const console = {};
for (const level of ["log", "info", "warn", "error", "debug", "trace"]) {
  console[level] = (...parts) => {
    if (!state.logs || state.logs.length >= 100) return;
    const show = (part) => {
      try { return typeof part === "string" ? part : (stringify(part) ?? String(part)); } catch { return "?"; }
    };
    state.logs.push(parts.map(show).join(" ").slice(0, 1000));
  };
}
for (const name of ["assert", "table", "time", "timeEnd", "group", "groupEnd", "dir"]) console[name] = () => {};
for (const [name, value] of Object.entries({ Buffer, TextEncoder, TextDecoder, atob, btoa, console })) {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}
`;

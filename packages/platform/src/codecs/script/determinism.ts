/**
 * Runs in the sandbox before everything else. Time stands still at the frame's, in UTC wherever the server is, and
 * chance comes from a seed: the same frame gives the same values again, which is what recomputing rests on.
 *
 * Expects `state` with `now` (ms since 1970) and `seed` (32 bits), set before every call.
 */
export const DETERMINISM: string = String.raw`
const RealDate = Date;
const { UTC, parse: parseDate } = RealDate;
const offsetMs = Function.prototype.call.bind(RealDate.prototype.getTimezoneOffset);
const zoned = /(?:[zZ]|[+-]\d\d:?\d\d|GMT|UTC)\s*(?:\(.*\))?$/;
const dateOnly = /^[+-]?\d{4,6}(?:-\d\d(?:-\d\d)?)?$/;
function parseUtc(text) {
  const ms = parseDate(text);
  if (ms !== ms || zoned.test(text) || dateOnly.test(text)) return ms;
  return ms - offsetMs(new RealDate(ms)) * 60000;
}
function FrameDate(...parts) {
  if (!new.target) return new FrameDate().toString();
  let ms;
  if (parts.length === 0) ms = state.now;
  else if (parts.length === 1) {
    const value = parts[0] instanceof RealDate ? parts[0].getTime() : parts[0];
    const plain = typeof value === "object" && value !== null ? value.valueOf() : value;
    ms = typeof plain === "string" ? parseUtc(plain) : Number(plain);
  } else ms = UTC(...parts);
  return Reflect.construct(RealDate, [ms], new.target);
}
FrameDate.prototype = RealDate.prototype;
FrameDate.now = () => state.now;
FrameDate.parse = (text) => parseUtc(String(text));
FrameDate.UTC = UTC;
{
  const proto = RealDate.prototype;
  const define = (name, value) =>
    Object.defineProperty(proto, name, { value, writable: true, configurable: true, enumerable: false });
  define("constructor", FrameDate);
  for (const field of ["FullYear", "Month", "Date", "Hours", "Minutes", "Seconds", "Milliseconds", "Day"]) {
    define("get" + field, proto["getUTC" + field]);
    if (field !== "Day") define("set" + field, proto["setUTC" + field]);
  }
  define("getYear", function () { return this.getUTCFullYear() - 1900; });
  define("getTimezoneOffset", () => 0);
  const two = (n) => String(n).padStart(2, "0");
  const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const date = (d) =>
    days[d.getUTCDay()] + " " + months[d.getUTCMonth()] + " " + two(d.getUTCDate()) + " " +
    String(d.getUTCFullYear()).padStart(4, "0");
  const clock = (d) => two(d.getUTCHours()) + ":" + two(d.getUTCMinutes()) + ":" + two(d.getUTCSeconds());
  const or = (write) => function () { return this.getTime() === this.getTime() ? write(this) : "Invalid Date"; };
  define("toString", or((d) => date(d) + " " + clock(d) + " GMT+0000 (Coordinated Universal Time)"));
  define("toDateString", or(date));
  define("toTimeString", or((d) => clock(d) + " GMT+0000 (Coordinated Universal Time)"));
  const american = (d) => d.getUTCMonth() + 1 + "/" + d.getUTCDate() + "/" + d.getUTCFullYear();
  const half = (d) =>
    (d.getUTCHours() % 12 || 12) + ":" + two(d.getUTCMinutes()) + ":" + two(d.getUTCSeconds()) +
    (d.getUTCHours() < 12 ? " AM" : " PM");
  define("toLocaleDateString", or(american));
  define("toLocaleTimeString", or(half));
  define("toLocaleString", or((d) => american(d) + ", " + half(d)));
}
globalThis.Date = FrameDate;
// mulberry32
Math.random = () => {
  state.seed = (state.seed + 0x6d2b79f5) | 0;
  let t = Math.imul(state.seed ^ (state.seed >>> 15), 1 | state.seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
`;

/** Pairs of hexadecimal digits, as people write them: with blanks, colons, a `0x` in front. */
const PAIRS = /^([0-9a-f]{2})*$/;

/** The digits alone, in lower case; undefined when it is no whole number of bytes. */
export function hexDigits(text: string): string | undefined {
  const digits = text
    .toLowerCase()
    .replace(/0x/g, "")
    .replace(/[\s:,-]/g, "");
  return PAIRS.test(digits) ? digits : undefined;
}

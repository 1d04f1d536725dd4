/** A text in 32 bits, 0 … 2³² − 1, by FNV-1a over its UTF-16 units: cheap, the same everywhere, no protection against anybody. */
export function fnv1a(text: string): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
  return hash >>> 0;
}

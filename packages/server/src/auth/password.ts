import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(argon2) as (
  algorithm: "argon2id",
  parameters: Argon2Parameters,
) => Promise<Buffer>;

export interface Argon2Cost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
  readonly tagBytes: number;
}

/** OWASP's recommendation for argon2id: 19 MiB, two passes, one lane. */
const COST: Argon2Cost = { memoryKib: 19_456, passes: 2, lanes: 1, tagBytes: 32 };
const SALT_BYTES = 16;

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Hashes a password on a thread of the pool, into a PHC string that carries its parameters and salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await argon2id(password, salt, COST);
  return `$argon2id$v=19$m=${COST.memoryKib},t=${COST.passes},p=${COST.lanes}$${bare(salt)}$${bare(tag)}`;
}

/** Whether the password is the one that was hashed. False for text that is no hash of ours. */
export async function passwordMatches(password: string, hash: string): Promise<boolean> {
  const match = PHC.exec(hash);
  if (!match) return false;
  const [memory, passes, lanes] = match.slice(1, 4).map(Number) as [number, number, number];
  const expected = Buffer.from(match[5]!, "base64");
  const salt = Buffer.from(match[4]!, "base64");
  const cost = { memoryKib: memory, passes, lanes, tagBytes: expected.length };
  const tag = await argon2id(password, salt, cost);
  return timingSafeEqual(tag, expected);
}

/** What a sign-in with an unknown address does, so that it takes as long as one with a known address. */
export async function wasteTime(password: string): Promise<void> {
  await argon2id(password, Buffer.alloc(SALT_BYTES), COST);
}

/** Derives bytes from a password on a thread of the pool. */
export function argon2id(
  password: string,
  nonce: Buffer,
  { memoryKib, passes, lanes, tagBytes }: Argon2Cost,
): Promise<Buffer> {
  const message = Buffer.from(password.normalize("NFC"));
  const size = { memory: memoryKib, passes, parallelism: lanes, tagLength: tagBytes };
  return derive("argon2id", { message, nonce, ...size });
}

function bare(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

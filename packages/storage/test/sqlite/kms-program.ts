// The program of a key management service whose key stays with it, as the storage runs one: standard input to standard output.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { readFileSync } from "node:fs";

const [KEY, IV] = [Buffer.alloc(32, "of the service"), Buffer.alloc(16, "one message only")];
const cipher =
  process.argv[2] === "wrap"
    ? createCipheriv("aes-256-cbc", KEY, IV)
    : createDecipheriv("aes-256-cbc", KEY, IV);
process.stdout.write(Buffer.concat([cipher.update(readFileSync(0)), cipher.final()]));

const LINE = /.{1,64}/g;

export function toPem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der).toString("base64").match(LINE) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** The first block with that label. */
export function pemBlock(pem: string, label: string): Uint8Array | undefined {
  const match = new RegExp(
    `-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`,
  ).exec(pem);
  return match ? new Uint8Array(Buffer.from(match[1]!, "base64")) : undefined;
}

import { UnavailableError } from "@lorats/base";
import { createTransport } from "nodemailer";

export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
}

export interface Mailer {
  /** Resolves when the mail server has taken it. @throws {UnavailableError} `MAIL_FAILED` */
  send(mail: Mail): Promise<void>;
  close(): void;
}

const TIMEOUT_MS = 15_000;

/** Sends by the mail server that the administrator named. */
export function createMailer(url: string, from: string): Mailer {
  const transport = createTransport(
    {
      url,
      pool: true,
      maxConnections: 2,
      connectionTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    },
    { from, disableFileAccess: true, disableUrlAccess: true },
  );
  return {
    async send({ to, ...mail }) {
      try {
        await transport.sendMail({ ...mail, to: [...to] });
      } catch (cause) {
        const what = cause instanceof Error ? cause.message : String(cause);
        throw new UnavailableError("MAIL_FAILED", what, { cause });
      }
    },
    close: () => transport.close(),
  };
}

import { UnavailableError } from "@lorats/base";
import type { SnippetDocument } from "../snippets/snippet-document.ts";
import type { SpectrumPage } from "../spectrum/spectrum-ring.ts";

/** A preamble whose samples the server wants. */
export interface WantedSnippet {
  readonly id: string;
  readonly onset: string;
  readonly freqHz: number;
  readonly sf: number;
}

export interface SdrRequests {
  readonly snippets: readonly WantedSnippet[];
  /** Number of the first row of the waterfall that is wanted; null: none. */
  readonly spectrumFrom: number | null;
}

/** What the gateway says to a LoRaTS server over HTTP. */
export interface ServerApi {
  requests(): Promise<SdrRequests>;
  deliverSnippet(id: string, document: SnippetDocument | null): Promise<void>;
  deliverSpectrum(page: SpectrumPage): Promise<void>;
}

const TIMEOUT_MS = 20_000;

/** The same over the server's HTTP API, with an API key that may read and write gateways. */
export class HttpServerApi implements ServerApi {
  readonly #url: string;
  readonly #apiKey: string;
  readonly #eui: string;
  #gatewayId: string | null = null;

  constructor(url: string, apiKey: string, eui: string) {
    this.#url = url.replace(/\/+$/, "");
    this.#apiKey = apiKey;
    this.#eui = eui;
  }

  async requests(): Promise<SdrRequests> {
    return (await this.#call("GET", `${await this.#path()}/sdr-requests`)) as SdrRequests;
  }

  async deliverSnippet(id: string, document: SnippetDocument | null): Promise<void> {
    const body = document ? { state: "held", document } : { state: "gone" };
    await this.#call("PUT", `${await this.#path()}/snippets/${id}`, body);
  }

  async deliverSpectrum(page: SpectrumPage): Promise<void> {
    await this.#call("PUT", `${await this.#path()}/spectrum`, page);
  }

  async #path(): Promise<string> {
    this.#gatewayId ??= await this.#lookUp();
    return `/gateways/${this.#gatewayId}`;
  }

  async #lookUp(): Promise<string> {
    const found = (await this.#call("GET", `/gateways?search=${this.#eui}`)) as {
      readonly items: readonly { readonly id: string; readonly eui: string }[];
    };
    const own = found.items.find(({ eui }) => eui === this.#eui);
    if (own) return own.id;
    throw new UnavailableError("GW_NOT_REGISTERED", `the server knows no gateway ${this.#eui}`);
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#apiKey}`,
        ...(body && { "content-type": "application/json" }),
      },
      body: body ? JSON.stringify(body) : null,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.ok) return text === "" ? null : JSON.parse(text);
    throw new UnavailableError("GW_SERVER_REFUSED", `${method} ${path}: ${response.status}`);
  }
}

import { createServer, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const TICK_MS = 50;
const DEVICES = 500;

/**
 * Stands before the real server and passes everything on but the live stream, which it makes itself: uplinks of a fleet,
 * so many a second, in the form in which the server streams them.
 */
export class FloodProxy {
  readonly #server: Server;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #listeners = new Set<ServerResponse>();
  #sent = 0;

  private constructor(upstream: URL, perSecond: number) {
    this.#server = createServer((incoming, outgoing) => {
      if (incoming.url?.startsWith("/api/v1/events/stream")) {
        outgoing.writeHead(200, { "content-type": "text/event-stream" });
        this.#listeners.add(outgoing);
        outgoing.once("close", () => this.#listeners.delete(outgoing));
        return;
      }
      const { method, headers, url } = incoming;
      const passed = request(new URL(url!, upstream), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on("error", () => outgoing.destroy());
      incoming.pipe(passed);
    });
    const perTick = (perSecond * TICK_MS) / 1000;
    let due = 0;
    this.#timer = setInterval(() => {
      for (due += perTick; due >= 1; due--) this.#send();
    }, TICK_MS);
  }

  static async open(upstream: string, perSecond: number): Promise<FloodProxy> {
    const proxy = new FloodProxy(new URL(upstream), perSecond);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get sent(): number {
    return this.#sent;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const listener of this.#listeners) listener.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #send(): void {
    if (this.#listeners.size === 0) return;
    const n = ++this.#sent;
    const device = n % DEVICES;
    const time = new Date().toISOString();
    const id = n.toString(16).padStart(12, "0");
    const data = {
      deduplicationId: `00000000-0000-4000-8000-${id}`,
      deviceId: `00000000-0000-4000-8000-${device.toString(16).padStart(12, "0")}`,
      time,
      deviceInfo: { deviceName: `Meter ${device}`, devEui: device.toString(16).padStart(16, "0") },
      fCnt: Math.floor(n / DEVICES),
      fPort: 2,
      data: "AWcBEAJnAP8=",
      object: { temperatureSensor: { 1: 20 + (n % 100) / 10 }, humiditySensor: { 2: 50 } },
      rxInfo: [{ gatewayId: "0a00000000000a01", rssi: -80 - (n % 40), snr: 5 }],
      txInfo: { frequency: 868_100_000, modulation: { lora: { spreadingFactor: 7 } } },
      timing: { time, sdNs: 1000, source: "gps" },
      trust: { verdict: n % 97 === 0 ? "suspect" : "genuine", evidence: [] },
    };
    const text = `event: up\nid: p${n}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const listener of this.#listeners) listener.write(text);
  }
}

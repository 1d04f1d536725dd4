/** What stands between a concentrator and its server. */
export interface Forwarder {
  start(): void;
  stop(): void;
}

/** The nonce that the server put into this page: without it, the page's policy refuses style sheets made by scripts. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

declare global {
  var __webpack_nonce__: string | undefined;
}

/** Tells the libraries that ask for it in bundlers' way (scroll locks of drawers and menus do). */
export function shareStyleNonce(): void {
  globalThis.__webpack_nonce__ = styleNonce();
}

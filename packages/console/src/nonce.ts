/** The nonce that the server put into this page: without it, the page's policy refuses style sheets made by scripts. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

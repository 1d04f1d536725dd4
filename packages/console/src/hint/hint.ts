/** What the page's one tooltip says over an element; `undefined` says nothing. */
export function hint(text: string | undefined): { "data-hint"?: string } {
  return text === undefined || text === "" ? {} : { "data-hint": text };
}

/** The nearest element around a point of the page that has something to say. */
export function hinted(target: EventTarget | null): HTMLElement | undefined {
  if (!(target instanceof Element)) return undefined;
  const said = target.closest<HTMLElement>("[data-hint]");
  return said ?? target.closest<HTMLElement>("time[datetime]") ?? undefined;
}

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { momentLines } from "../format.ts";
import { hinted } from "./hint.ts";
import "./hint.css";

const DELAY_MS = 150;
/** px between an element and its tooltip, and from the window's edges. */
const GAP_PX = 6;
const ID = "hint";

/**
 * The page's one tooltip, over whatever has a `data-hint` and over every `time`, which is read in UTC and in the viewer's
 * zone. A tooltip of its own for each cell would cost more than the cell: hundreds of them come and go each second.
 */
export function HintLayer() {
  const [over, setOver] = useState<HTMLElement>();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = (): void => {
      clearTimeout(timer);
      setOver(undefined);
    };
    const show = (event: Event): void => {
      const element = hinted(event.target);
      clearTimeout(timer);
      if (!element) return setOver(undefined);
      timer = setTimeout(() => setOver(element), DELAY_MS);
    };
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") hide();
    };
    const listeners = [
      ["pointerover", show],
      ["focusin", show],
      ["pointerdown", hide],
      ["focusout", hide],
      ["keydown", onKey],
      ["scroll", hide],
    ] as const;
    const options = { capture: true, passive: true };
    for (const [name, listener] of listeners) {
      addEventListener(name, listener as EventListener, options);
    }
    document.documentElement.addEventListener("pointerleave", hide);
    return () => {
      hide();
      document.documentElement.removeEventListener("pointerleave", hide);
      for (const [name, listener] of listeners) {
        removeEventListener(name, listener as EventListener, options);
      }
    };
  }, []);
  useEffect(() => {
    over?.setAttribute("aria-describedby", ID);
    return () => over?.removeAttribute("aria-describedby");
  }, [over]);
  useLayoutEffect(() => {
    if (over && box.current) place(box.current, over.getBoundingClientRect());
  }, [over]);
  if (!over?.isConnected) return null;
  return (
    <div ref={box} id={ID} role="tooltip" className="hint">
      {saying(over)}
    </div>
  );
}

function saying(element: HTMLElement): string {
  const said = element.dataset["hint"];
  const moment = element.querySelector("time") ?? (element as HTMLTimeElement);
  const lines = moment.dateTime ? momentLines(moment.dateTime) : [];
  return [...lines, ...(said === undefined ? [] : [said])].join("\n");
}

/** Above the element where there is room, below it otherwise, and never beyond the window. */
function place(box: HTMLElement, anchor: DOMRect): void {
  const { width, height } = box.getBoundingClientRect();
  const above = anchor.top - height - GAP_PX;
  const middle = anchor.left + anchor.width / 2 - width / 2;
  const rightmost = document.documentElement.clientWidth - width - GAP_PX;
  box.style.left = `${Math.max(GAP_PX, Math.min(middle, rightmost))}px`;
  box.style.top = `${above >= GAP_PX ? above : anchor.bottom + GAP_PX}px`;
  box.style.visibility = "visible";
}

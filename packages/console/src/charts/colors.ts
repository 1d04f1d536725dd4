/** `teal.6` → the theme's variable. */
export function mantineColor(name: string): string {
  return `var(--mantine-color-${name.replace(".", "-")})`;
}

/** A canvas knows no variables: they are read from elements, a fresh one each, since a changed one may be in transition. */
export function colorsOf(node: HTMLElement): (css: string) => string {
  return (css) => {
    const probe = document.createElement("span");
    probe.style.color = css;
    node.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}

/** The same colour, through which one sees. */
export function withAlpha(rgb: string, alpha: number): string {
  const [r, g, b] = rgb.match(/[\d.]+/g) ?? ["0", "0", "0"];
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

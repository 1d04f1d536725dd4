import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** Teal of the sea beyond the last gateway. */
const sea: MantineColorsTuple = [
  "#e6f7f7",
  "#d3ebec",
  "#a8d6d8",
  "#7ac0c3",
  "#54aeb1",
  "#3ca2a6",
  "#2d9ca1",
  "#1d888c",
  "#0c797d",
  "#00696d",
];

export const theme = createTheme({
  colors: { sea },
  primaryColor: "sea",
  primaryShade: { light: 9, dark: 8 },
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, monospace",
  headings: { fontWeight: "650" },
  autoContrast: true,
  respectReducedMotion: true,
});

/** Secondary text keeps a contrast of 4.5 : 1 on every surface it stands on. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-placeholder": "#6a7178",
  },
  dark: {
    "--mantine-color-dimmed": "#a3a8ad",
    "--mantine-color-placeholder": "#959a9f",
  },
});

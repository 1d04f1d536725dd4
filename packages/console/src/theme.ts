import { createTheme, type MantineColorsTuple } from "@mantine/core";

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
  primaryShade: { light: 8, dark: 6 },
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, monospace",
  headings: { fontWeight: "650" },
  autoContrast: true,
});

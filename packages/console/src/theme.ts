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

/** Blue-grey instead of neutral grey: panels in the dark belong to the same sea. */
const dark: MantineColorsTuple = [
  "#c9d1d6",
  "#b2bcc2",
  "#8e9aa1",
  "#606d75",
  "#3b474f",
  "#2b363d",
  "#20292f",
  "#161d22",
  "#10161a",
  "#0b1013",
];

export const theme = createTheme({
  colors: { sea, dark },
  primaryColor: "sea",
  primaryShade: { light: 9, dark: 8 },
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, monospace",
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.35" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  autoContrast: true,
  respectReducedMotion: true,
  components: {
    Badge: { defaultProps: { tt: "none", fw: 550, radius: "sm" } },
    Tooltip: { defaultProps: { withArrow: true, multiline: true, maw: 340, openDelay: 150 } },
    Drawer: { defaultProps: { closeButtonProps: { "aria-label": "Close" } } },
    Modal: { defaultProps: { closeButtonProps: { "aria-label": "Close" }, centered: true } },
    Select: { defaultProps: { checkIconPosition: "right", comboboxProps: { shadow: "md" } } },
  },
});

/** Secondary text keeps a contrast of 4.5 : 1 on every surface it stands on. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#57606a",
    "--mantine-color-placeholder": "#6a7178",
    "--mantine-color-sea-light-hover": "#c3e3e5",
    "--mantine-color-yellow-light-color": "#7d4a00",
    "--mantine-color-teal-light-color": "#0a5c43",
    "--mantine-color-orange-light-color": "#8f3a00",
    "--lorats-page": "#f5f7f8",
    "--lorats-panel": "#ffffff",
    "--lorats-line": "#dfe4e7",
    "--lorats-hover": "#eef3f4",
  },
  dark: {
    "--mantine-color-dimmed": "#a3aeb5",
    "--mantine-color-placeholder": "#95a0a7",
    "--lorats-page": "#10161a",
    "--lorats-panel": "#161d22",
    "--lorats-line": "#2b363d",
    "--lorats-hover": "#1d262c",
  },
});

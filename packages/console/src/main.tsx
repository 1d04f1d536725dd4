import "@mantine/core/styles.css";
import "./styles.css";
import "./zod-without-eval.ts";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./client.ts";
import { shareStyleNonce, styleNonce } from "./nonce.ts";
import { router } from "./router.tsx";
import { cssVariables, theme } from "./theme.ts";

shareStyleNonce();

const colorSchemeManager = localStorageColorSchemeManager({ key: "lorats-color-scheme" });

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";

import { queryClient } from "./api/queries";
import { session } from "./auth/session";
import { startLanguages } from "./i18n";
import { router } from "./router";
import { resumeUploads } from "./uploads";
import { ThemeProvider } from "./theme/ThemeProvider";

const [goTo] = await Promise.all([session.start(new URL(location.href)), startLanguages()]);
void resumeUploads();
if (goTo !== null) await router.navigate(goTo, { replace: true });

createRoot(document.getElementById("page") as HTMLElement).render(
  <StrictMode>
    <ThemeProvider>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ThemeProvider>
  </StrictMode>,
);

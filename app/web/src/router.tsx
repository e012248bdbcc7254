import { createBrowserRouter } from "react-router";

import { Shell } from "./shell/Shell";
import { NotHere } from "./states/NotHere";
import { ScreenFailure } from "./states/ScreenFailure";

/** Every screen is loaded when it is first opened. */
export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <ScreenFailure />,
    hydrateFallbackElement: <></>,
    children: [
      {
        errorElement: <ScreenFailure />,
        children: [
          {
            path: "/",
            lazy: async () => ({ Component: (await import("./screens/inbox/InboxScreen")).InboxScreen }),
          },
          {
            path: "/review/:scanId?",
            lazy: async () => ({ Component: (await import("./screens/review/ReviewScreen")).ReviewScreen }),
          },
          {
            path: "/library",
            lazy: async () => ({
              Component: (await import("./screens/library/LibraryScreen")).LibraryScreen,
            }),
          },
          {
            path: "/invoices/:invoiceId",
            lazy: async () => ({
              Component: (await import("./screens/invoice/InvoiceScreen")).InvoiceScreen,
            }),
          },
          {
            path: "/dashboard",
            lazy: async () => ({
              Component: (await import("./screens/dashboard/DashboardScreen")).DashboardScreen,
            }),
          },
          { path: "*", element: <NotHere /> },
        ],
      },
    ],
  },
]);

import { useEffect } from "react";

/** The title of the window: first thing a screen reader says, and the name of the tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Invoices`;
  }, [title]);
}

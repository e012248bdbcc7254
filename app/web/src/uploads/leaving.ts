/** Nobody closes the page by mistake while files are on their way. */

import type { Uploads } from "./uploads";

export function warnWhenLeaving(uploads: Uploads): void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  let warns = false;
  uploads.subscribe(() => {
    if (uploads.isSending() === warns) return;
    warns = !warns;
    // Only while it is needed: with a listener the browser cannot keep the page for its back button.
    if (warns) addEventListener("beforeunload", warn);
    else removeEventListener("beforeunload", warn);
  });
}

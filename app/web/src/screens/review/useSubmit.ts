import { useState } from "react";

import { unreadOf } from "../../fields/draft";
import type { DraftStore } from "../../fields/DraftStore";

/** Saving by a person. `asked`: there is text that is not understood, and whether to save nevertheless. */
export function useSubmit(store: DraftStore, focus: (path: string) => void, save: () => void) {
  const [asked, setAsked] = useState(false);
  const submit = () => {
    (document.activeElement as HTMLElement | null)?.blur(); // takes over what is being typed
    const [unread] = unreadOf(store.current());
    setAsked(unread !== undefined);
    if (unread) focus(unread[0]);
    else save();
  };
  return { asked, submit };
}

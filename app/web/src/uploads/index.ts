import { keys, queryClient } from "../api/queries";
import { session } from "../auth/session";
import { warnWhenLeaving } from "./leaving";
import { sendFile } from "./send";
import { holdTab, TabShelf, tabName } from "./shelf";
import { Uploads } from "./uploads";

export const uploads = new Uploads(
  sendFile,
  () => void queryClient.invalidateQueries({ queryKey: keys.scans }),
);

warnWhenLeaving(uploads);
session.beforeLeaving(() => uploads.clear());

/** Go on with the files that were not sent when the page was loaded anew, if the browser can keep any. */
export async function resumeUploads(): Promise<void> {
  const person = await session.person();
  if (person === null || !("indexedDB" in globalThis) || !("locks" in navigator)) return;
  const tab = tabName();
  holdTab(tab);
  await uploads.resume(new TabShelf(tab, person));
}

import { useSyncExternalStore } from "react";

import { uploads } from ".";
import type { Upload } from "./uploads";

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(uploads.subscribe, uploads.current);
}

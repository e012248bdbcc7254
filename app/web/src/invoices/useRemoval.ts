import { useSyncExternalStore } from "react";

import { removal, type RemovalState } from "./removal";

export function useRemoval(): RemovalState {
  return useSyncExternalStore(removal.subscribe, removal.current);
}

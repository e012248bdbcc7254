import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { type Asked, exportTable } from "./exporting";

/** One export at a time. `done`: how many invoices are in the file, while the server makes it; null: not known. */
export function useExport(few: boolean) {
  const [done, setDone] = useState<number | null>(null);
  const running = useRef<AbortController | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (asked: Asked) => {
      const stop = new AbortController();
      running.current = stop;
      try {
        await exportTable(asked, { few, signal: stop.signal, onProgress: setDone });
      } catch (error) {
        if (!stop.signal.aborted) throw error;
      } finally {
        setDone(null);
      }
    },
  });
  const stop = () => running.current?.abort();
  useEffect(() => () => running.current?.abort(), []);
  return { start: mutate, stop, done, isPending, error };
}

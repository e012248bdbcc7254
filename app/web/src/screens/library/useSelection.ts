import { useCallback, useMemo, useRef, useState } from "react";

import type { Summary } from "../../api/types";

export type Selection = ReadonlyMap<string, Summary>;

/** Which invoices are chosen. With Shift all between the last one and this one are taken along. */
export function useSelection(rows: readonly Summary[]) {
  const [chosen, setChosen] = useState<Selection>(new Map());
  const last = useRef<string | null>(null);

  const toggle = useCallback(
    (row: Summary, range: boolean) => {
      const from = range ? rows.findIndex(({ id }) => id === last.current) : -1;
      const to = rows.findIndex(({ id }) => id === row.id);
      last.current = row.id;
      setChosen((before) => {
        const next = new Map(before);
        const some = from < 0 ? [row] : rows.slice(Math.min(from, to), Math.max(from, to) + 1);
        for (const one of some) {
          if (before.has(row.id)) next.delete(one.id);
          else next.set(one.id, one);
        }
        return next;
      });
    },
    [rows],
  );
  const clear = useCallback(() => setChosen(new Map()), []);
  const all = useCallback(() => setChosen(new Map(rows.map((row) => [row.id, row]))), [rows]);

  // Those that are gone, or that the filter hides now, are no longer chosen.
  const present = useMemo(() => {
    if (chosen.size === 0) return chosen; // long lists grow while somebody scrolls
    const ids = new Set(rows.map(({ id }) => id));
    return new Map([...chosen].filter(([id]) => ids.has(id)));
  }, [chosen, rows]);
  return { chosen: present, toggle, clear, all };
}

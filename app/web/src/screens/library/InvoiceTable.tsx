import { Checkbox } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import type { Summary } from "../../api/types";
import { useNarrow } from "../../hooks/useNarrow";
import { act } from "../../keys/shortcuts";
import type { Filters } from "./filters";
import { InvoiceRow } from "./InvoiceRow";
import styles from "./LibraryScreen.module.css";
import { keptPlace, keepPlace } from "./place";
import { SortHeader } from "./SortHeader";
import type { Selection } from "./useSelection";

const ROW = 49; // px, also in the style sheet
const NARROW_ROW = 91;
const AHEAD = 30; // rows from the end when the next part is asked for

interface Props {
  rows: readonly Summary[];
  list: string; // which list it is, to come back to the same place in it
  more: boolean;
  onMore: () => void;
  sort: string;
  onSort: (sort: Filters) => void;
  chosen: Selection;
  onToggle: (row: Summary, range: boolean) => void;
  onAll: () => void;
  onNone: () => void;
}

/** Only the rows in view are on the page, whatever the length of the list. */
export function InvoiceTable(props: Props) {
  const { rows, list, more, onMore, sort, onSort, chosen, onToggle, onAll, onNone } = props;
  const { t } = useTranslation("library");
  const frame = useRef<HTMLDivElement>(null);
  const size = useNarrow() ? NARROW_ROW : ROW;
  // eslint-disable-next-line react-hooks/incompatible-library -- the rule speaks of React's compiler, which we do not use
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => size,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  useEffect(() => virtual.measure(), [virtual, size]);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    element.scrollTop = keptPlace(list);
    return () => keepPlace(list, element.scrollTop);
  }, [list]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const wanted = more && last >= rows.length - AHEAD;
  useEffect(() => {
    if (wanted) onMore();
  }, [wanted, rows.length, onMore]);

  const step = (event: KeyboardEvent) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
    if (!row) return;
    const go = (by: 1 | -1) => {
      const next = Math.min(Math.max(Number(row.dataset.index) + by, 0), rows.length - 1);
      virtual.scrollToIndex(next);
      requestAnimationFrame(() =>
        frame.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`)?.focus(),
      );
    };
    act(event.nativeEvent, { rowDown: () => go(1), rowUp: () => go(-1) });
  };
  const some = chosen.size > 0;
  return (
    <div
      ref={frame}
      className={styles.frame}
      role="table"
      aria-label={t("title")}
      aria-rowcount={more ? -1 : rows.length + 1}
      onKeyDown={step}
    >
      <div role="rowgroup" className={styles.headGroup}>
        <div role="row" aria-rowindex={1} className={styles.head}>
          <div role="columnheader" className={styles.choose}>
            <Checkbox
              aria-label={t("chooseAll")}
              checked={some && chosen.size === rows.length}
              indeterminate={some && chosen.size < rows.length}
              onChange={some ? onNone : onAll}
            />
          </div>
          <SortHeader name="seller" label={t("seller")} sort={sort} onSort={onSort} />
          <div role="columnheader">{t("number")}</div>
          <SortHeader name="issue_date" label={t("issued")} sort={sort} onSort={onSort} />
          <SortHeader name="created_at" label={t("added")} sort={sort} onSort={onSort} />
          <div role="columnheader">{t("status")}</div>
          <SortHeader name="gross" label={t("gross")} sort={sort} onSort={onSort} />
        </div>
      </div>
      <div role="rowgroup" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <InvoiceRow
                key={row.id}
                row={row}
                index={index}
                top={start}
                chosen={chosen.has(row.id)}
                onToggle={onToggle}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

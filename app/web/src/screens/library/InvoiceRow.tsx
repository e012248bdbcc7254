import { Checkbox } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { Summary } from "../../api/types";
import { useFormat } from "../../format/useFormat";
import { Status } from "../../invoices/Status";
import { amountOf, useCountsNote } from "../../invoices/counts";
import styles from "./LibraryScreen.module.css";

interface Props {
  row: Summary;
  index: number;
  top: number;
  chosen: boolean;
  onToggle: (row: Summary, range: boolean) => void;
}

export const InvoiceRow = memo(function InvoiceRow({ row, index, top, chosen, onToggle }: Props) {
  const { t } = useTranslation("library");
  const format = useFormat();
  const note = useCountsNote(row);
  const name = row.seller ?? row.file_name ?? t("nameless");
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-chosen={chosen || undefined}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="cell" className={styles.choose}>
        <Checkbox
          aria-label={t("choose", { name })}
          checked={chosen}
          onChange={(event) => onToggle(row, (event.nativeEvent as MouseEvent).shiftKey)}
        />
      </div>
      <div role="cell" className={styles.seller}>
        <Link to={`/invoices/${row.id}`} className={styles.name ?? ""}>
          {name}
        </Link>
      </div>
      <div role="cell" className={styles.number}>
        {row.invoice_number}
      </div>
      <div role="cell" className={styles.issued}>
        {format.date(row.issue_date)}
      </div>
      <div role="cell" className={styles.added}>
        {format.date(row.created_at.slice(0, 10))}
      </div>
      <div role="cell" className={styles.state}>
        <Status status={row.status} />
      </div>
      <div role="cell" className={styles.gross}>
        {format.money(amountOf(row), row.currency)}
        {note && <span className={styles.note}>{note}</span>}
      </div>
    </div>
  );
});

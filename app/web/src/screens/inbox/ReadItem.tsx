import { Anchor } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import type { ScanRow } from "../../api/types";
import { countDoubts, failedOf } from "../../fields/doubts";
import { leavesOf } from "../../fields/leaves";
import { useFormat } from "../../format/useFormat";
import { prefetchPicture } from "../../hooks/usePagePicture";
import { useScan } from "../../hooks/useScan";
import { hasPages } from "../../viewer/hasPages";
import styles from "./InboxScreen.module.css";
import { Item } from "./Item";
import { documentName } from "./documentName";

/** A document that was read: who, what, how much, and how much work it is. */
export function ReadItem({ scan }: { scan: ScanRow }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const { data } = useScan(scan.id);
  const { leaves, doubts, duplicate } = useMemo(() => {
    const failed = failedOf(data?.reading?.checks);
    const found = leavesOf(data?.reading?.invoice);
    return {
      leaves: found,
      doubts: data ? countDoubts(found, failed) : null,
      duplicate: failed.some(({ id }) => id.startsWith("duplicate_")),
    };
  }, [data]);
  const value = (path: string): string | null => leaves.get(path)?.value ?? null;
  const label = doubts === null ? t("read") : doubts === 0 ? t("good") : t("doubts", { count: doubts });
  const prepare = () => {
    if (hasPages(scan.document.media_type)) prefetchPicture(`/v1/scans/${scan.id}`, 1);
  };
  const name = (
    <Anchor
      component={Link}
      to={`/review/${scan.id}`}
      className={styles.link ?? ""}
      onPointerEnter={prepare}
      onFocus={prepare}
    >
      {value("seller.name") ?? documentName(scan)}
    </Anchor>
  );
  return (
    <Item
      sign={duplicate || doubts ? "look" : "check"}
      tone={duplicate || doubts ? "look" : "good"}
      name={name}
      label={duplicate ? t("duplicate") : label}
    >
      <span className={styles.detail}>{value("invoice_number")}</span>
      <span className={styles.detail}>{format.date(value("issue_date"))}</span>
      <span className={styles.file}>{documentName(scan)}</span>
      <span className={styles.amount}>{format.money(value("amounts.gross"), value("currency"))}</span>
    </Item>
  );
}

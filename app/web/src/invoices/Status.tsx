import { useTranslation } from "react-i18next";

import type { Summary } from "../api/types";
import { Icon, type Sign } from "../shell/Icon";
import styles from "./invoices.module.css";

const SIGNS: Record<Summary["status"], Sign> = { needs_review: "look", reviewed: "check", disputed: "wrong" };

/** What a person has said of an invoice: a sign, a word and a colour. A row that a newer release has kept may say
 * something unknown: then a person has to look, as the invoice itself says. */
export function Status({ status: kept }: { status: Summary["status"] }) {
  const status = kept in SIGNS ? kept : "needs_review";
  const { t } = useTranslation("invoice");
  return (
    <span className={styles.status} data-status={status}>
      <Icon sign={SIGNS[status]} size={16} />
      {t(`status.${status}`)}
    </span>
  );
}

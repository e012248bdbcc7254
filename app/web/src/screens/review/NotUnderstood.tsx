import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { unreadOf, type Draft } from "../../fields/draft";
import { useNameIn } from "../../fields/useFieldName";
import styles from "./ReviewScreen.module.css";

const MOST_NAMED = 3;

/** Said when somebody saves: what was typed and is not understood is never dropped without a word. */
export function NotUnderstood({ draft, onAnyway }: { draft: Draft; onAnyway: () => void }) {
  const { t } = useTranslation("review");
  const nameOf = useNameIn(draft);
  const unread = unreadOf(draft);
  if (unread.length === 0) return null;
  const named = unread.slice(0, MOST_NAMED).map(([path, text]) => `${nameOf(path)} “${text.slice(0, 40)}”`);
  const more = unread.length - named.length;
  return (
    <div className={styles.barError} role="alert">
      {t("notUnderstood", { what: named.join(", ") + (more > 0 ? ` + ${more.toString()}` : "") })}{" "}
      <Button size="compact-sm" variant="default" onClick={onAnyway}>
        {t("saveWithout")}
      </Button>
    </div>
  );
}

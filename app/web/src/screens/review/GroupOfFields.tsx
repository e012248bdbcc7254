import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Group } from "../../fields/catalog";
import styles from "./ReviewScreen.module.css";

export function GroupOfFields({ name, children }: { name: Group["name"]; children: ReactNode }) {
  const { t } = useTranslation("fields");
  const id = useId();
  return (
    <section className={styles.group} aria-labelledby={id}>
      <h2 id={id} className={styles.groupName}>
        {t(`groups.${name}`)}
      </h2>
      <div className={styles.groupFields}>{children}</div>
    </section>
  );
}

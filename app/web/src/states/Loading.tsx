import { Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";

import styles from "./states.module.css";

/** Shown after a moment only, so that quick answers do not flicker. */
export function Loading() {
  const { t } = useTranslation();
  return (
    <div className={`${styles.state ?? ""} ${styles.late ?? ""}`} role="status">
      <Loader size="sm" aria-hidden />
      <span className="heard-only">{t("loading")}</span>
    </div>
  );
}

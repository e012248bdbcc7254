import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { session } from "../auth/session";
import { useOnline } from "../hooks/useOnline";
import styles from "./Shell.module.css";

/** What stands in the way of saving, said without hiding the work. */
export function Notices({ expired }: { expired: boolean }) {
  const { t } = useTranslation();
  const online = useOnline();
  return (
    <div className={styles.notices} aria-live="polite">
      {!online && <p className={styles.notice}>{t("offline")}</p>}
      {expired && (
        <div className={styles.notice}>
          {t("expired")}
          <Button size="compact-sm" onClick={() => void session.signIn()}>
            {t("signInAgain")}
          </Button>
        </div>
      )}
    </div>
  );
}

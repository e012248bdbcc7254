import { Button, CloseButton } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { isProblem } from "../api/problem";
import { useProblemText } from "../hooks/useProblemText";
import { useShortcuts } from "../keys/shortcuts";
import { Icon } from "../shell/Icon";
import styles from "./invoices.module.css";
import { removal } from "./removal";
import { useRemoval } from "./useRemoval";

/** The way back from deleting, on every screen until the time is over. */
export function RemovalNotice() {
  const { waiting, failed, error } = useRemoval();
  const { t } = useTranslation("invoice");
  const text = useProblemText();
  useEffect(() => {
    const leave = () => void removal.finish(true);
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, []);
  useShortcuts({
    undelete: () => {
      const any = removal.current().waiting.length > 0;
      if (any) removal.undo();
      return any;
    },
  });
  const again = failed.length > 0 && !isProblem(error, "stale"); // a changed one has to be looked at first
  const open = waiting.length > 0 || failed.length > 0;
  return (
    <div className={styles.removal} role="status">
      {open && (
        <div
          className={styles.removalNotice}
          onPointerEnter={removal.hold}
          onPointerLeave={removal.goOn}
          onFocus={removal.hold}
          onBlur={removal.goOn}
        >
          <Icon sign={failed.length > 0 ? "look" : "trash"} size={18} />
          <span>
            {failed.length > 0
              ? `${t("notDeleted", { count: failed.length })} ${text(error).what}`
              : t("deleted", { count: waiting.length })}
          </span>
          {(again || waiting.length > 0) && (
            <Button
              size="compact-sm"
              variant="white"
              color="dark"
              onClick={again ? removal.retry : removal.undo}
            >
              {again ? t("tryAgain") : t("undo")}
            </Button>
          )}
          <CloseButton size="sm" variant="transparent" aria-label={t("dismiss")} onClick={removal.dismiss} />
        </div>
      )}
    </div>
  );
}

import { ActionIcon, Button, Kbd } from "@mantine/core";
import { type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "../../format/useFormat";
import { useProblemText } from "../../hooks/useProblemText";
import { Icon } from "../../shell/Icon";
import styles from "./ReviewScreen.module.css";

interface Props {
  left: number;
  disputed: boolean;
  saving: boolean;
  error: unknown;
  onSave: () => void;
  onHelp: () => void;
  help: boolean;
  children?: ReactNode; // what stands in the way of saving
}

/** How much is left, and the way to save, which is never closed: what fails a check is saved as disputed. */
export function SaveBar({ left, disputed, saving, error, onSave, onHelp, help, children }: Props) {
  const { t } = useTranslation("review");
  const format = useFormat();
  const problem = useProblemText();
  const failure = error ? problem(error) : null;
  return (
    <div className={styles.bar}>
      {children}
      {failure && (
        <p className={styles.barError} role="alert">
          {failure.what} {failure.todo}
        </p>
      )}
      <div className={styles.barState} role="status">
        <span data-tone={left > 0 ? "look" : "good"} className={styles.barSign}>
          <Icon sign={left > 0 ? "look" : "check"} size={18} />
        </span>
        <span>
          {left > 0 ? t("left", { count: left, number: format.count(left) }) : t("allGood")}
          {disputed && <span className={styles.barNote}>{t("disputed")}</span>}
        </span>
      </div>
      <ActionIcon
        className={styles.helpButton}
        variant="subtle"
        color="gray"
        size={36}
        aria-label={t("keys")}
        aria-expanded={help}
        onClick={onHelp}
      >
        <Icon sign="keyboard" />
      </ActionIcon>
      <Button
        data-save
        loading={saving}
        onClick={onSave}
        rightSection={<Kbd className={styles.kbd}>Ctrl ↵</Kbd>}
      >
        {t("save")}
      </Button>
    </div>
  );
}

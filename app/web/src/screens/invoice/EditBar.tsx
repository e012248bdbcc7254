import { Button, Kbd } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { isProblem } from "../../api/problem";
import { useProblemText } from "../../hooks/useProblemText";
import form from "../review/ReviewScreen.module.css";

interface Props {
  isChanged: boolean;
  disputed: boolean;
  saving: boolean;
  error: unknown;
  onSave: () => void;
  onDiscard: () => void;
}

/** Appears when there is something to save. */
export function EditBar({ isChanged, disputed, saving, error, onSave, onDiscard }: Props) {
  const { t } = useTranslation("invoice");
  const problem = useProblemText();
  const failure = error && !isProblem(error, "stale") ? problem(error) : null; // that one shows both versions
  return (
    <div className={form.bar}>
      {failure && (
        <p className={form.barError} role="alert">
          {failure.what} {failure.todo}
        </p>
      )}
      <div className={form.barState} role="status">
        <span>
          {isChanged ? t("changed") : t("status.needs_review")}
          {disputed && <span className={form.barNote}>{t("willBeDisputed")}</span>}
        </span>
      </div>
      {isChanged && (
        <Button variant="default" onClick={onDiscard}>
          {t("discard")}
        </Button>
      )}
      <Button
        data-save
        loading={saving}
        onClick={onSave}
        rightSection={<Kbd className={form.kbd}>Ctrl ↵</Kbd>}
      >
        {isChanged ? t("save") : t("confirm")}
      </Button>
    </div>
  );
}

import { Button, Kbd } from "@mantine/core";
import { type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { isProblem } from "../../api/problem";
import { useFormat } from "../../format/useFormat";
import { useProblemText } from "../../hooks/useProblemText";
import form from "../review/ReviewScreen.module.css";

interface Props {
  isChanged: boolean; // a value is another
  isTouched: boolean; // or was looked at, or typed and not understood
  left: number; // doubtful values that nobody has looked at
  disputed: boolean;
  saving: boolean;
  error: unknown;
  onSave: () => void;
  onDiscard: () => void;
  children?: ReactNode; // what stands in the way of saving
}

/** Appears when there is something to save. */
export function EditBar(props: Props) {
  const { isChanged, isTouched, left, disputed, saving, error, onSave, onDiscard, children } = props;
  const { t } = useTranslation(["invoice", "review"]);
  const format = useFormat();
  const problem = useProblemText();
  const failure = error && !isProblem(error, "stale") ? problem(error) : null; // that one shows both versions
  const notLookedAt = t("review:left", { count: left, number: format.count(left) });
  return (
    <div className={form.bar}>
      {children}
      {failure && (
        <p className={form.barError} role="alert">
          {failure.what} {failure.todo}
        </p>
      )}
      <div className={form.barState} role="status">
        <span>
          {isChanged
            ? t("changed")
            : left > 0
              ? notLookedAt
              : t(isTouched ? "lookedAt" : "status.needs_review")}
          {isChanged && left > 0 && <span className={form.barNote}>{notLookedAt}</span>}
          {disputed && <span className={form.barNote}>{t("willBeDisputed")}</span>}
        </span>
      </div>
      {isTouched && (
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
        {isChanged ? t("save") : t(left > 0 ? "saveAsItIs" : "confirm")}
      </Button>
    </div>
  );
}

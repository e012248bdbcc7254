import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useProblemText } from "../hooks/useProblemText";
import { ApiProblem } from "../api/problem";
import styles from "./states.module.css";

interface Props {
  error: unknown;
  retry?: (() => void) | undefined;
}

/** What went wrong, and a way on. */
export function Failure({ error, retry }: Props) {
  const { t } = useTranslation();
  const { what, todo } = useProblemText()(error);
  return (
    <div className={styles.state} role="alert">
      <p className={styles.title}>{t("failed")}</p>
      <p>
        {what} {todo}
      </p>
      {error instanceof ApiProblem && error.requestId !== null && (
        <p className={styles.soft}>{t("requestId", { id: error.requestId })}</p>
      )}
      {retry && (
        <Group>
          <Button variant="default" onClick={retry}>
            {t("retry")}
          </Button>
        </Group>
      )}
    </div>
  );
}

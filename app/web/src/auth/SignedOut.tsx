import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useProblemText } from "../hooks/useProblemText";
import { useTitle } from "../hooks/useTitle";
import { Unreachable } from "../api/problem";
import styles from "../states/states.module.css";
import { session } from "./session";

/** Shown after signing out, and when signing in did not work. */
export function SignedOut({ failure }: { failure: Error | null }) {
  const { t } = useTranslation();
  const text = useProblemText();
  useTitle(t("signIn"));
  const again = () => (failure ? location.assign("/") : void session.signIn("/"));
  return (
    <main className={styles.state}>
      <img src="/icon.svg" alt="" width={48} height={48} />
      <h1 className={styles.title}>Invoices</h1>
      {failure ? (
        <p role="alert">{failure instanceof Unreachable ? text(failure).what : t("signInFailed")}</p>
      ) : (
        <p>{t("signedOut")}</p>
      )}
      <Button onClick={again}>{failure ? t("retry") : t("signIn")}</Button>
    </main>
  );
}

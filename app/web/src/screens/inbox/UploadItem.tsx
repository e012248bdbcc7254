import { Anchor, Button, Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useFormat } from "../../format/useFormat";
import { useProblemText } from "../../hooks/useProblemText";
import { uploads } from "../../uploads";
import type { Upload } from "../../uploads/uploads";
import { Item } from "./Item";
import styles from "./InboxScreen.module.css";

/** A file on its way, refused, or handed over before. */
export function UploadItem({ upload }: { upload: Upload }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const problem = useProblemText();
  const { id, file, state } = upload;
  const name = file.name;
  if (state.name === "failed") {
    const { what, todo } = problem(state.error);
    return (
      <Item sign="wrong" tone="bad" name={name} label={t("failed")}>
        <p className={styles.reason}>
          {what} {todo}
        </p>
        <Button size="compact-sm" variant="default" onClick={() => uploads.retry(id)}>
          {t("retry")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => uploads.remove(id)}>
          {t("dismiss")}
        </Button>
      </Item>
    );
  }
  if (state.name === "known") {
    const to = state.invoiceId ? `/invoices/${state.invoiceId}` : `/review/${state.scanId}`;
    return (
      <Item sign="look" tone="look" name={name} label={t("alreadyHere")}>
        <p className={styles.reason}>{t(state.invoiceId ? "knownSaved" : "knownOpen")}</p>
        <Anchor component={Link} to={to} underline="always">
          {t("look")}
        </Anchor>
        <Button size="compact-sm" variant="default" onClick={() => uploads.remove(id)}>
          {t("dismiss")}
        </Button>
      </Item>
    );
  }
  const share = state.name === "sending" ? state.share : 0;
  return (
    <Item sign="upload" name={name} label={state.name === "waiting" ? t("waiting") : t("sending")}>
      <div className={styles.progress}>
        <Progress value={share * 100} aria-label={t("sendingFile", { name })} />
        <span>{format.percent(share)}</span>
      </div>
      <Button size="compact-sm" variant="default" onClick={() => uploads.remove(id)}>
        {t("cancel")}
      </Button>
    </Item>
  );
}

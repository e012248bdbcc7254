import { Anchor, Button, Progress } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { api, bodyOf } from "../../api/client";
import { keys, queryClient } from "../../api/queries";
import type { ScanRow } from "../../api/types";
import { useReasonText } from "../../hooks/useProblemText";
import { useFormat } from "../../format/useFormat";
import { uploads } from "../../uploads";
import styles from "./InboxScreen.module.css";
import { Item } from "./Item";
import { documentName } from "./documentName";
import { ReadItem } from "./ReadItem";

/** A document that arrived: waiting, being read, read, or not readable. */
export function ScanItem({ scan }: { scan: ScanRow }) {
  if (scan.state === "done") return <ReadItem scan={scan} />;
  return scan.state === "failed" ? <FailedItem scan={scan} /> : <RunningItem scan={scan} />;
}

function RunningItem({ scan }: { scan: ScanRow }) {
  const { t } = useTranslation("inbox");
  const cancel = useMutation({
    mutationFn: async () =>
      bodyOf(await api.DELETE("/v1/scans/{scan_id}", { params: { path: { scan_id: scan.id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.scans }),
  });
  const { share, words } = useStage(scan);
  return (
    <Item sign="file" name={documentName(scan)} label={words}>
      <div className={styles.progress}>
        <Progress value={share * 100} animated={scan.state === "reading"} aria-label={words} />
      </div>
      <Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
        {t("cancel")}
      </Button>
    </Item>
  );
}

/** What is waited for, where it is no quota. */
const WAITS: Record<string, "waitsForTurn" | "waitsForMoney" | undefined> = {
  "reader-busy": "waitsForTurn",
  "paid-cap": "waitsForMoney",
};

/** `engine 2/5`: page 2 of 5 is being looked at. */
function useStage(scan: ScanRow): { share: number; words: string } {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  if (scan.waits) {
    const words = WAITS[scan.waits.code] ?? "waits";
    return { share: 0, words: t(words, { until: format.moment(scan.waits.until) }) };
  }
  if (scan.state === "queued") return { share: 0, words: t("queued") };
  const pages = /(\d+)\/(\d+)/.exec(scan.stage ?? "");
  if (!pages) return { share: 1, words: t("reading") };
  const [page, all] = [Number(pages[1]), Number(pages[2])];
  return {
    share: page / all,
    words:
      all === 1 ? t("reading") : t("readingPage", { page: format.count(page), pages: format.count(all) }),
  };
}

function FailedItem({ scan }: { scan: ScanRow }) {
  const { t } = useTranslation("inbox");
  const reason = useReasonText();
  const { what, todo } = scan.reason ? reason(scan.reason) : { what: "", todo: null };
  const file = uploads.fileOf(scan.id);
  return (
    <Item sign="wrong" tone="bad" name={documentName(scan)} label={t("unread")}>
      <p className={styles.reason}>
        {what} {todo}
      </p>
      {file && (
        <Button size="compact-sm" variant="default" onClick={() => uploads.add([file])}>
          {t("retry")}
        </Button>
      )}
      <Anchor component={Link} to={`/review/${scan.id}`} underline="always">
        {t("typeIn")}
      </Anchor>
    </Item>
  );
}

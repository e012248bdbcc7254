import { Button, Group } from "@mantine/core";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { isRunning, useOpenScans, useQueue } from "../../hooks/useScans";
import { prefetchPicture } from "../../hooks/usePagePicture";
import { useTitle } from "../../hooks/useTitle";
import { useFormat } from "../../format/useFormat";
import { Empty } from "../../states/Empty";
import { Failure } from "../../states/Failure";
import { Loading } from "../../states/Loading";
import { uploads } from "../../uploads";
import { useUploads } from "../../uploads/useUploads";
import { hasPages } from "../../viewer/hasPages";
import { AddFiles } from "./AddFiles";
import styles from "./InboxScreen.module.css";
import { LooseDocuments } from "./LooseDocuments";
import { ScanItem } from "./ScanItem";
import { TrySamples } from "./TrySamples";
import { UploadItem } from "./UploadItem";

/** Hand over documents, see how they are read, and go on to review them. */
export function InboxScreen() {
  const { t } = useTranslation("inbox");
  useTitle(t("title"));
  const format = useFormat();
  const scans = useOpenScans();
  const { queue } = useQueue();
  const sending = useUploads();
  const first = queue[0];

  useEffect(() => {
    if (first && hasPages(first.document.media_type)) prefetchPicture(`/v1/scans/${first.id}`, 1);
  }, [first]);

  const rows = (scans.data?.items ?? []).filter((scan) => scan.state !== "cancelled");
  const running =
    rows.filter(isRunning).length + sending.filter(({ state }) => isOnTheWay(state.name)).length;
  const failed = sending.filter(({ state }) => state.name === "failed").length;

  return (
    <div className={styles.screen}>
      <div className={styles.head}>
        <h1 className={styles.title}>{t("title")}</h1>
        {first && (
          <Button component={Link} to={`/review/${first.id}`}>
            {t("reviewAll", { count: queue.length, number: format.count(queue.length) })}
          </Button>
        )}
      </div>
      <LooseDocuments />
      <AddFiles small={rows.length > 0 || sending.length > 0} />
      <Group justify="space-between">
        <p className={styles.status} role="status">
          {running > 0 && t("running", { count: running, number: format.count(running) })}
        </p>
        {failed > 1 && (
          <Button variant="default" size="compact-md" onClick={() => uploads.retryAll()}>
            {t("retryAll")}
          </Button>
        )}
      </Group>
      {scans.isError && <Failure error={scans.error} retry={() => void scans.refetch()} />}
      {scans.isPending && sending.length === 0 && <Loading />}
      {scans.isSuccess && rows.length === 0 && sending.length === 0 && (
        <Empty title={t("empty")}>
          <p>{t("emptyHint")}</p>
          <TrySamples />
        </Empty>
      )}
      {(sending.length > 0 || rows.length > 0) && (
        <ul className={styles.list} aria-label={t("documents")}>
          {sending.map((upload) => (
            <UploadItem key={upload.id} upload={upload} />
          ))}
          {rows.map((scan) => (
            <ScanItem key={scan.id} scan={scan} />
          ))}
        </ul>
      )}
      {scans.data?.next && <p className={styles.more}>{t("more")}</p>}
    </div>
  );
}

const isOnTheWay = (name: string): boolean => name === "waiting" || name === "sending";

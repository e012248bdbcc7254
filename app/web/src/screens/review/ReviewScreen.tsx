import { Anchor, Group } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useParams } from "react-router";

import { useScan } from "../../hooks/useScan";
import { useQueue } from "../../hooks/useScans";
import { useTitle } from "../../hooks/useTitle";
import { Empty } from "../../states/Empty";
import { Failure } from "../../states/Failure";
import { Loading } from "../../states/Loading";
import { QueueStrip } from "./QueueStrip";
import { ReviewWork } from "./ReviewWork";
import styles from "./ReviewScreen.module.css";

/** One document after the other: the queue, the page, its values. Without an id in the address: the first that waits. */
export function ReviewScreen() {
  const { t } = useTranslation("review");
  useTitle(t("title"));
  const { scanId } = useParams();
  const { queue, isPending } = useQueue();
  const [said, setSaid] = useState("");
  const first = queue[0];
  if (scanId === undefined && first) return <Navigate to={`/review/${first.id}`} replace />;
  return (
    <div className={styles.screen}>
      <h1 className="heard-only">{t("title")}</h1>
      <p className={styles.said} role="status">
        {said}
      </p>
      {scanId !== undefined && <QueueStrip queue={queue} scanId={scanId} />}
      {scanId !== undefined && <OneScan key={scanId} scanId={scanId} onSaved={setSaid} />}
      {scanId === undefined && (isPending ? <Loading /> : <AllDone />)}
    </div>
  );
}

function OneScan({ scanId, onSaved }: { scanId: string; onSaved: (text: string) => void }) {
  const { t } = useTranslation("review");
  const scan = useScan(scanId);
  if (scan.isPending) return <Loading />;
  if (scan.isError) return <Failure error={scan.error} retry={() => void scan.refetch()} />;
  const { state, invoice_id: invoiceId } = scan.data;
  if (invoiceId) return <Navigate to={`/invoices/${invoiceId}`} replace />;
  if (state === "cancelled") return <Empty title={t("cancelled")} />;
  if (state === "queued" || state === "reading") return <NotYet scanId={scanId} />;
  return <ReviewWork scan={scan.data} onSaved={onSaved} />;
}

function NotYet({ scanId }: { scanId: string }) {
  const { t } = useTranslation("review");
  const { refetch } = useScan(scanId);
  useEffect(() => {
    const again = setInterval(() => void refetch(), 1_000);
    return () => clearInterval(again);
  }, [refetch]);
  return (
    <Empty title={t("notYet")}>
      <Loading />
    </Empty>
  );
}

function AllDone() {
  const { t } = useTranslation("review");
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} className={styles.done}>
      <Empty title={t("doneTitle")}>
        <p>{t("doneHint")}</p>
        <Group>
          <Anchor component={Link} to="/" underline="always">
            {t("toInbox")}
          </Anchor>
          <Anchor component={Link} to="/library" underline="always">
            {t("toLibrary")}
          </Anchor>
        </Group>
      </Empty>
    </div>
  );
}

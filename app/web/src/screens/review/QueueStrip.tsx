import { ActionIcon } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useNavigate } from "react-router";

import type { ScanRow } from "../../api/types";
import { leavesOf } from "../../fields/leaves";
import { useFormat } from "../../format/useFormat";
import { prefetchPicture } from "../../hooks/usePagePicture";
import { prefetchScan, useScan } from "../../hooks/useScan";
import { Icon } from "../../shell/Icon";
import { hasPages } from "../../viewer/hasPages";
import styles from "./ReviewScreen.module.css";

const NEAR = 12; // entries around the present one whose contents are asked for

/** What waits, with the present one marked. The next one is fetched beforehand. */
export function QueueStrip({ queue, scanId }: { queue: readonly ScanRow[]; scanId: string }) {
  const { t } = useTranslation("review");
  const navigate = useNavigate();
  const at = queue.findIndex(({ id }) => id === scanId);
  const [before, next] = [queue[at - 1], queue[at + 1]];
  useEffect(() => {
    if (!next) return;
    prefetchScan(next.id);
    if (hasPages(next.document.media_type)) prefetchPicture(`/v1/scans/${next.id}`, 1);
  }, [next]);
  const go = (scan: ScanRow | undefined) => scan && void navigate(`/review/${scan.id}`);
  return (
    <nav className={styles.queue} aria-label={t("queue")}>
      <div className={styles.queueHead}>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={!before}
          aria-label={t("queueBack")}
          onClick={() => go(before)}
        >
          <Icon sign="left" size={18} />
        </ActionIcon>
        <span>{t("place", { number: at < 0 ? "–" : at + 1, all: queue.length })}</span>
        <ActionIcon
          variant="subtle"
          color="gray"
          disabled={!next}
          aria-label={t("queueNext")}
          onClick={() => go(next)}
        >
          <Icon sign="right" size={18} />
        </ActionIcon>
      </div>
      <ol className={styles.queueList}>
        {queue.map((scan, index) => (
          <QueueEntry key={scan.id} scan={scan} near={Math.abs(index - at) <= NEAR} />
        ))}
      </ol>
    </nav>
  );
}

function QueueEntry({ scan, near }: { scan: ScanRow; near: boolean }) {
  const format = useFormat();
  const { data } = useScan(scan.id, near);
  const leaves = useMemo(() => leavesOf(data?.reading?.invoice), [data]);
  const entry = useRef<HTMLLIElement>(null);
  const value = (path: string) => leaves.get(path)?.value ?? null;
  const toView = (isActive: boolean) => {
    if (isActive) entry.current?.scrollIntoView({ block: "nearest" });
    return styles.queueEntry ?? "";
  };
  return (
    <li ref={entry}>
      <NavLink to={`/review/${scan.id}`} className={({ isActive }) => toView(isActive)}>
        <span className={styles.queueName}>{value("seller.name") ?? scan.document.file_name ?? scan.id}</span>
        <span className={styles.queueAmount}>{format.money(value("amounts.gross"), value("currency"))}</span>
      </NavLink>
    </li>
  );
}

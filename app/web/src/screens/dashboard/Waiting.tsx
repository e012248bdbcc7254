import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useFormat } from "../../format/useFormat";
import { reviewLog } from "../../hooks/reviewLog";
import { isRunning, useOpenScans } from "../../hooks/useScans";
import styles from "./DashboardScreen.module.css";
import { median } from "./totals";
import { useUnreviewed } from "./useStats";

const LAST = 50; // documents that the seconds are told of

/** What is to be done, and how quickly it goes. */
export function Waiting() {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const { data } = useOpenScans();
  const unreviewed = useUnreviewed();
  const scans = data?.items ?? [];
  const read = scans.filter(({ state }) => state === "done").length;
  const more = data?.next !== null && data?.next !== undefined;
  const log = reviewLog().slice(-LAST);
  const seconds = median(log.map((entry) => entry.seconds));
  const keys = median(log.map((entry) => entry.keys));
  const count = (number: number, andMore: boolean) => format.count(number) + (andMore ? "+" : "");
  return (
    <dl className={styles.figures}>
      <Figure name={t("toReview")} value={count(read, more)} to="/review" />
      <Figure
        name={t("unreviewed")}
        value={count(unreviewed.count, unreviewed.more)}
        to="/library?status=needs_review"
      />
      <Figure name={t("reading")} value={count(scans.filter(isRunning).length, false)} to="/" />
      <Figure
        name={t("perDocument")}
        value={seconds === null ? "–" : t("seconds", { number: format.decimal(seconds) })}
        note={
          seconds === null || keys === null
            ? t("noneReviewed")
            : t("lastReviewed", {
                count: log.length,
                number: format.count(log.length),
                keys: format.count(keys),
              })
        }
      />
    </dl>
  );
}

function Figure({ name, value, note, to }: { name: string; value: string; note?: string; to?: string }) {
  return (
    <div className={styles.figure}>
      <dt>{to === undefined ? name : <Link to={to}>{name}</Link>}</dt>
      <dd>
        <strong>{value}</strong>
        {note !== undefined && <span>{note}</span>}
      </dd>
    </div>
  );
}

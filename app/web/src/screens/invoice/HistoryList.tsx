import { useTranslation } from "react-i18next";

import type { FullRecord, History } from "../../api/types";
import { kindOf, shown } from "../../fields/kinds";
import { useFieldName } from "../../fields/useFieldName";
import { useFormat } from "../../format/useFormat";
import { useHistory } from "../../hooks/useInvoice";
import { Failure } from "../../states/Failure";
import form from "../review/ReviewScreen.module.css";
import styles from "./InvoiceScreen.module.css";

const MOST_NAMED = 6;
const ACTIONS: Record<string, "savedFirst" | "edited" | "takenAgain"> = {
  saved: "savedFirst",
  edited: "edited",
  "read-again": "takenAgain",
};

/** What was changed when, newest first, and what was looked at. */
export function HistoryList({ record }: { record: FullRecord }) {
  const { t } = useTranslation("invoice");
  const { data, error, refetch } = useHistory(record.id, record.version);
  return (
    <section className={form.group} aria-labelledby="history">
      <h2 id="history" className={form.groupName}>
        {t("history")}
      </h2>
      {error && <Failure error={error} retry={() => void refetch()} />}
      <ol className={styles.history} reversed>
        {data?.toReversed().map((change) => (
          <Entry key={change.version} change={change} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ change }: { change: History["changes"][number] }) {
  const { t } = useTranslation("invoice");
  const format = useFormat();
  const fieldName = useFieldName();
  const nice = (path: string, value: string | null) =>
    value === null || value === "" ? t("nothing") : shown(value, kindOf(path), format);
  const values = Object.entries(change.values);
  const left = change.not_looked_at ?? 0;
  return (
    <li>
      <p>
        <strong>{t(ACTIONS[change.action] ?? "edited")}</strong>{" "}
        <time dateTime={change.at} className={styles.soft}>
          {format.moment(change.at)}
        </time>
      </p>
      <LookedAt paths={change.looked_at} />
      {left > 0 && (
        <p className={styles.soft}>{t("notLookedAt", { count: left, number: format.count(left) })}</p>
      )}
      {values.length > 0 && (
        <dl className={styles.changes}>
          {values.map(([path, { before, after }]) => (
            <div key={path}>
              <dt>{fieldName(path)}</dt>
              <dd>
                <del>{nice(path, before)}</del> → <ins>{nice(path, after)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

/** `paths`: each for all values beneath it. */
function LookedAt({ paths }: { paths: readonly string[] }) {
  const { t } = useTranslation("invoice");
  const format = useFormat();
  const fieldName = useFieldName();
  if (paths.length === 0) return null;
  const named = paths.slice(0, MOST_NAMED).map(fieldName).join(", ");
  const more = paths.length - MOST_NAMED;
  const what = more > 0 ? t("andMore", { what: named, number: format.count(more) }) : named;
  return <p className={styles.soft}>{t("looked", { what })}</p>;
}

import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { LooseRow } from "../../api/types";
import { useFormat } from "../../format/useFormat";
import { useDeleteLoose, useLoose, useTakeIn } from "../../hooks/useLoose";
import { useProblemText } from "../../hooks/useProblemText";
import styles from "./InboxScreen.module.css";
import { Item } from "./Item";

/** Documents whose records are gone, as after a database was put back: nothing happens to them until a person decides. */
export function LooseDocuments() {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const problem = useProblemText();
  const { data } = useLoose();
  const takeIn = useTakeIn();
  const rows = data?.items ?? [];
  const { scans = [], failure = null } = takeIn.data ?? {};
  const known = scans.filter((scan) => scan.invoice_id !== null).length;
  const number = `${format.count(rows.length)}${data?.next ? "+" : ""}`;
  return (
    <>
      {data?.trouble && (
        <p className={styles.trouble} role="alert">
          {t(`trouble.${data.trouble.code}`)} {t("troubleTodo")}
        </p>
      )}
      {rows.length > 0 && (
        <section className={styles.loose} aria-labelledby="loose">
          <div className={styles.head}>
            <h2 id="loose" className={styles.subtitle}>
              {t("loose", { count: rows.length, number })}
            </h2>
            {rows.length > 1 && (
              <Button variant="default" loading={takeIn.isPending} onClick={() => takeIn.mutate(rows)}>
                {t("takeInAll")}
              </Button>
            )}
          </div>
          <p className={styles.status}>{t("looseHint")}</p>
          <ul className={styles.list} aria-labelledby="loose">
            {rows.map((row) => (
              <LooseItem key={row.id} row={row} takeIn={takeIn} />
            ))}
          </ul>
        </section>
      )}
      {(known > 0 || failure !== null) && (
        <p className={styles.status} aria-live="polite">
          {known > 0 && t("looseKnown", { count: known })} {failure !== null && problem(failure).what}
        </p>
      )}
    </>
  );
}

function LooseItem({ row, takeIn }: { row: LooseRow; takeIn: ReturnType<typeof useTakeIn> }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const problem = useProblemText();
  const remove = useDeleteLoose();
  const [sure, setSure] = useState(false);
  return (
    <Item sign="look" tone="look" name={t(`keptAs.${row.kept_as}`)} label={format.bytes(row.size)}>
      <span className={styles.file}>
        {remove.isError ? problem(remove.error).what : format.moment(row.kept_since)}
      </span>
      {sure ? (
        <>
          <Button size="compact-sm" color="red" loading={remove.isPending} onClick={() => remove.mutate(row)}>
            {t("deleteForGood")}
          </Button>
          <Button size="compact-sm" variant="default" autoFocus onClick={() => setSure(false)}>
            {t("keep")}
          </Button>
        </>
      ) : (
        <>
          <Button
            size="compact-sm"
            variant="default"
            loading={takeIn.isPending}
            onClick={() => takeIn.mutate([row])}
          >
            {t("takeIn")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setSure(true)}>
            {t("delete")}
          </Button>
        </>
      )}
    </Item>
  );
}

import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { FullRecord, Offer } from "../../api/types";
import { kindOf, shown } from "../../fields/kinds";
import { useFieldName } from "../../fields/useFieldName";
import { useFormat } from "../../format/useFormat";
import { useProblemText } from "../../hooks/useProblemText";
import form from "../review/ReviewScreen.module.css";
import styles from "./InvoiceScreen.module.css";
import { useLeaveOffer, useOffer, useTakeOffer } from "./useOffer";

type OfferedChange = Offer["changes"][number];

/** What reading the document again has found: each difference, to be taken or left. Nothing else changes the invoice. */
export function OfferPanel({ record }: { record: FullRecord }) {
  const { data } = useOffer(record.id);
  return data && data.changes.length > 0 ? (
    <Panel key={data.scan_id} record={record} changes={data.changes} />
  ) : null;
}

function Panel({ record, changes }: { record: FullRecord; changes: OfferedChange[] }) {
  const { t } = useTranslation("invoice");
  const problem = useProblemText();
  const take = useTakeOffer(record.id);
  const leave = useLeaveOffer(record.id);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(changes.filter((change) => !change.set_by_person).map(({ path }) => path)),
  );
  const choose = (path: string, takes: boolean) =>
    setChosen((before) => new Set(takes ? [...before, path] : [...before].filter((one) => one !== path)));
  const error = take.error ?? leave.error;
  return (
    <section className={form.group} aria-labelledby="offer">
      <h2 id="offer" className={styles.conflictTitle}>
        {t("offer")}
      </h2>
      <p>{t("offerHint")}</p>
      <table className={styles.versions}>
        <thead>
          <tr>
            <th scope="col">{t("value")}</th>
            <th scope="col">{t("offerBefore")}</th>
            <th scope="col">{t("offerAfter")}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <Row
              key={change.path}
              change={change}
              takes={chosen.has(change.path)}
              onTake={(takes) => choose(change.path, takes)}
            />
          ))}
        </tbody>
      </table>
      {error && (
        <p className={styles.wrong} role="alert">
          {problem(error).what}
        </p>
      )}
      <div className={styles.choice}>
        <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
          {t("leaveOffer")}
        </Button>
        <Button
          loading={take.isPending}
          disabled={chosen.size === 0}
          onClick={() => take.mutate({ paths: [...chosen], version: record.version })}
        >
          {t("takeOffer")}
        </Button>
      </div>
    </section>
  );
}

interface RowProps {
  change: OfferedChange;
  takes: boolean;
  onTake: (takes: boolean) => void;
}

/** One value, or a list as a whole: with the names of its values where there are several. */
function Row({ change, takes, onTake }: RowProps) {
  const { t } = useTranslation("invoice");
  const format = useFormat();
  const fieldName = useFieldName();
  const isList = change.values.some(({ path }) => path !== change.path);
  const name = change.path === "lines" ? t("lines") : fieldName(change.path);
  const side = (which: "before" | "after") =>
    change.values.map((value) => {
      const text = value[which];
      return (
        <span key={value.path} className={styles.offered}>
          {isList && <small>{fieldName(value.path)}: </small>}
          {text === null ? t("nothing") : shown(text, kindOf(value.path), format)}
        </span>
      );
    });
  return (
    <tr>
      <th scope="row">
        {name}
        {change.set_by_person && <small className={styles.offered}>{t("setByPerson")}</small>}
      </th>
      <td data-chosen={!takes || undefined}>{side("before")}</td>
      <td data-chosen={takes || undefined}>
        <label className={styles.version}>
          <input
            type="checkbox"
            checked={takes}
            aria-label={t("takeValue", { name })}
            onChange={(event) => onTake(event.currentTarget.checked)}
          />
          <span>{side("after")}</span>
        </label>
      </td>
    </tr>
  );
}

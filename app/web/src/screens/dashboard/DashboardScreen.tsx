import { SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { presentMonth } from "../../format/dates";
import { useFormat } from "../../format/useFormat";
import { useNarrow } from "../../hooks/useNarrow";
import { useTitle } from "../../hooks/useTitle";
import { wordsFor } from "../../i18n/dynamic";
import { Empty } from "../../states/Empty";
import { Failure } from "../../states/Failure";
import { Loading } from "../../states/Loading";
import { BarTable } from "./BarTable";
import styles from "./DashboardScreen.module.css";
import { MonthChart } from "./MonthChart";
import {
  apartOf,
  currenciesOf,
  largestOf,
  monthsOf,
  outsideOf,
  readersOf,
  totalsBy,
  type ReaderRow,
} from "./totals";
import { useStats } from "./useStats";
import { Waiting } from "./Waiting";
import type { StatsRow } from "../../api/types";

const MONTHS = 12;
const SELLERS = 10;
const SWITCH = 5; // currencies to choose from; the others stand in their own table

export function DashboardScreen() {
  const { t } = useTranslation("dashboard");
  useTitle(t("title"));
  const { data, error, refetch } = useStats();
  return (
    <div className={styles.screen}>
      <h1 className="heard-only">{t("title")}</h1>
      <Waiting />
      {!data && (error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />)}
      {data?.rows.length === 0 && <Empty title={t("empty")} />}
      {data && data.rows.length > 0 && <Spend rows={data.rows} />}
      {data && data.readers.length > 0 && <Readers rows={data.readers} />}
    </div>
  );
}

function Spend({ rows }: { rows: readonly StatsRow[] }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const length = useNarrow() ? MONTHS / 2 : MONTHS;
  const currencies = useMemo(() => currenciesOf(rows), [rows]);
  const [chosen, setChosen] = useState<string | null>(null);
  const currency = chosen ?? currencies[0]?.name ?? "";
  const own = useMemo(() => rows.filter((row) => (row.currency ?? "") === currency), [rows, currency]);
  const present = presentMonth();
  const months = useMemo(() => monthsOf(own, present, length), [own, present, length]);
  const outside = useMemo(() => outsideOf(own, months), [own, months]);
  const apart = useMemo(() => apartOf(own), [own]);
  const { largest, others } = useMemo(() => largestOf(totalsBy(own, "seller"), SELLERS), [own]);
  const money = (value: string) => format.money(value, currency || null);
  const nameOf = (code: string) => code || t("noCurrency");
  return (
    <>
      <div className={styles.choice}>
        <h2>{t("spend")}</h2>
        {currencies.length > 1 && (
          <SegmentedControl
            aria-label={t("currency")}
            value={currency}
            onChange={setChosen}
            data={currencies.slice(0, SWITCH).map(({ name }) => ({ value: name, label: nameOf(name) }))}
          />
        )}
      </div>
      <p className={styles.said}>{t("howCounted")}</p>
      <section className={styles.card}>
        <h3>{t("byMonth")}</h3>
        <MonthChart months={months} currency={currency} />
        {outside.length > 0 && (
          <ul className={styles.outside}>
            {outside.map(([name, { gross, count }]) => (
              <li key={name}>
                {t(`outside.${name}`, { amount: money(gross), number: format.count(count) })}
              </li>
            ))}
          </ul>
        )}
      </section>
      {apart.length > 0 && (
        <section className={styles.card}>
          <h3>{t("leftOut")}</h3>
          <BarTable
            title={t("leftOut")}
            heads={[t("leftOutWhat"), t("sum"), t("documents")]}
            bars={apart.map(([name, { gross, count }]) => ({
              key: name,
              name:
                name === "disputed" ? (
                  <Link to="/library?status=disputed">{t("apart.disputed")}</Link>
                ) : (
                  t(`apart.${name}`)
                ),
              size: 0,
              cells: [money(gross), format.count(count)],
            }))}
          />
        </section>
      )}
      <div className={styles.pair}>
        <section className={styles.card}>
          <h3>{t("bySeller")}</h3>
          <BarTable
            title={t("bySeller")}
            heads={[t("seller"), t("spend"), t("invoices")]}
            bars={[
              ...largest.map((total) => ({
                key: total.name,
                name: total.name ? (
                  <Link to={`/library?seller=${encodeURIComponent(total.name)}`}>{total.name}</Link>
                ) : (
                  t("noSeller")
                ),
                size: Number(total.gross),
                cells: [money(total.gross), format.count(total.count)],
              })),
              ...(others
                ? [
                    {
                      key: "\0",
                      name: t("others"),
                      size: 0,
                      cells: [money(others.gross), format.count(others.count)],
                    },
                  ]
                : []),
            ]}
          />
        </section>
        <section className={styles.card}>
          <h3>{t("byCurrency")}</h3>
          <BarTable
            title={t("byCurrency")}
            heads={[t("currency"), t("spend"), t("tax"), t("invoices")]}
            bars={currencies.map((total) => ({
              key: total.name,
              name: nameOf(total.name),
              size: total.count,
              cells: [
                format.money(total.gross, total.name || null),
                format.money(total.tax, total.name || null),
                format.count(total.count),
              ],
            }))}
          />
        </section>
      </div>
    </>
  );
}

function Readers({ rows }: { rows: readonly ReaderRow[] }) {
  const { t, i18n } = useTranslation("dashboard");
  const format = useFormat();
  return (
    <section className={styles.card}>
      <h3>{t("readers")}</h3>
      <BarTable
        title={t("readers")}
        heads={[t("reader"), t("pages"), t("documents"), t("cost")]}
        bars={readersOf(rows).map(({ reader, documents, pages, usd }) => ({
          key: reader,
          name: wordsFor(i18n, `names:readers.${reader}`) ?? reader,
          size: pages,
          cells: [format.count(pages), format.count(documents), format.money(usd, "USD")],
        }))}
      />
    </section>
  );
}

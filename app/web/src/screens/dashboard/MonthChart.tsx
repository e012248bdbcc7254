import { useTranslation } from "react-i18next";

import { useFormat } from "../../format/useFormat";
import styles from "./DashboardScreen.module.css";
import type { Total } from "./totals";

/** Spend by month: a table whose rows are drawn as columns, so that it reads the same to everybody. */
export function MonthChart({ months, currency }: { months: readonly Total[]; currency: string }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const largest = Math.max(...months.map(({ gross }) => Math.abs(Number(gross))), 1);
  const money = (value: string) => format.money(value, currency || null);
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("byMonth")}>
      <table className={styles.months}>
        <caption className="heard-only">{t("byMonth")}</caption>
        <thead className="heard-only">
          <tr>
            <th scope="col">{t("month")}</th>
            <th scope="col">{t("spend")}</th>
            <th scope="col">{t("tax")}</th>
          </tr>
        </thead>
        <tbody>
          {months.map(({ name, gross, tax }) => (
            <tr key={name} title={`${format.month(name)}: ${money(gross)}`}>
              <th scope="row">{format.month(name)}</th>
              <td className={styles.column}>
                <span className={styles.amount}>{format.short(gross)}</span>
                <span className="heard-only">{money(gross)}</span>
                <span
                  className={styles.bar}
                  data-reduced={gross.startsWith("-") || undefined}
                  style={{ height: `calc((100% - 22px) * ${Math.abs(Number(gross)) / largest})` }}
                />
              </td>
              <td className={styles.taxOf}>
                <span aria-hidden>{format.short(tax)}</span>
                <span className="heard-only">{money(tax)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

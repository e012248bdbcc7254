import { NativeSelect, TextInput } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { wordsFor } from "../../i18n/dynamic";
import { AmountFilter } from "./AmountFilter";
import { CURRENCIES } from "./currencies";
import { SORTS, USUAL_SORT, type Filters } from "./filters";
import styles from "./LibraryScreen.module.css";
import { TextFilter } from "./TextFilter";

const STATUSES = ["needs_review", "reviewed", "disputed"] as const;

interface Props {
  filters: Filters;
  onChange: (change: Filters) => void;
}

export function FilterBar({ filters, onChange }: Props) {
  const { t, i18n } = useTranslation(["library", "invoice"]);
  const currencies = useId();
  const checks = Object.keys((i18n.getResource(i18n.language, "checks", "ids") ?? {}) as object);
  return (
    <div id="filters" className={styles.filters} role="group" aria-label={t("filters")}>
      <TextFilter
        label={t("seller")}
        value={filters.seller ?? ""}
        onChange={(seller) => onChange({ seller })}
      />
      {(["date_from", "date_to"] as const).map((name) => (
        <TextInput
          key={name}
          type="date"
          label={t(name)}
          value={filters[name] ?? ""}
          onChange={(event) => onChange({ [name]: event.currentTarget.value })}
        />
      ))}
      {(["gross_min", "gross_max"] as const).map((name) => (
        <AmountFilter
          key={name}
          label={t(name)}
          hint={t("grossHint")}
          value={filters[name] ?? ""}
          onChange={(value) => onChange({ [name]: value })}
        />
      ))}
      <TextFilter
        label={t("currency")}
        value={filters.currency ?? ""}
        list={currencies}
        maxLength={3}
        onChange={(text) => (text === "" || text.length === 3) && onChange({ currency: text.toUpperCase() })}
      />
      <datalist id={currencies}>
        {CURRENCIES.map((code) => (
          <option key={code} value={code} />
        ))}
      </datalist>
      <NativeSelect
        label={t("status")}
        value={filters.status ?? ""}
        onChange={(event) => onChange({ status: event.currentTarget.value })}
        data={[
          { value: "", label: t("any") },
          ...STATUSES.map((value) => ({ value, label: t(`invoice:status.${value}`) })),
        ]}
      />
      <NativeSelect
        label={t("failedCheck")}
        value={filters.failed_check ?? ""}
        onChange={(event) => onChange({ failed_check: event.currentTarget.value })}
        data={[
          { value: "", label: t("any") },
          ...checks.map((value) => ({ value, label: wordsFor(i18n, `checks:ids.${value}`) ?? value })),
        ]}
      />
      <NativeSelect
        label={t("sort")}
        value={filters.sort ?? USUAL_SORT}
        onChange={(event) => onChange({ sort: event.currentTarget.value })}
        data={SORTS.map((value) => ({ value, label: t(`sorts.${value}`) }))}
      />
    </div>
  );
}

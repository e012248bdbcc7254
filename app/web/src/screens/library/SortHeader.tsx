import { useTranslation } from "react-i18next";

import type { Filters } from "./filters";
import styles from "./LibraryScreen.module.css";

interface Props {
  name: string;
  label: string;
  sort: string;
  onSort: (sort: Filters) => void;
}

/** Names begin with A, the rest with the newest or largest; a second click turns it round. */
export function SortHeader({ name, label, sort, onSort }: Props) {
  const { t } = useTranslation("library");
  const down = sort === `-${name}`;
  const active = down || sort === name;
  const first = name === "seller" ? name : `-${name}`;
  const next = sort === first ? (first === name ? `-${name}` : name) : first;
  return (
    <div
      role="columnheader"
      data-column={name}
      aria-sort={active ? (down ? "descending" : "ascending") : "none"}
    >
      <button
        type="button"
        className={styles.sort}
        title={t("sortBy")}
        onClick={() => onSort({ sort: next })}
      >
        {label}
        <span aria-hidden>{active ? (down ? "↓" : "↑") : ""}</span>
      </button>
    </div>
  );
}

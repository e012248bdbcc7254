import { Anchor, Button } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useFormat } from "../../format/useFormat";
import { useTitle } from "../../hooks/useTitle";
import { useRemoval } from "../../invoices/useRemoval";
import { Empty } from "../../states/Empty";
import { Failure } from "../../states/Failure";
import { Loading } from "../../states/Loading";
import { ExportMenu } from "./ExportMenu";
import { FilterBar } from "./FilterBar";
import { addressOf, countOf, USUAL_SORT } from "./filters";
import { InvoiceTable } from "./InvoiceTable";
import styles from "./LibraryScreen.module.css";
import { SearchBox } from "./SearchBox";
import { SelectionBar } from "./SelectionBar";
import { useFilters } from "./useFilters";
import { useInvoices } from "./useInvoices";
import { useSelection } from "./useSelection";

const FEW = 1_000; // invoices that one answer is likely to hold

export function LibraryScreen() {
  const { t } = useTranslation("library");
  const format = useFormat();
  useTitle(t("title"));
  const [filters, change, clear] = useFilters();
  const [open, setOpen] = useState(countOf(filters) > 0);
  const { data, error, isPending, isFetching, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInvoices(filters);
  const { hidden } = useRemoval();
  const rows = useMemo(
    () => (data?.pages ?? []).flatMap(({ items }) => items).filter(({ id }) => !hidden.has(id)),
    [data, hidden],
  );
  const { chosen, toggle, clear: none, all } = useSelection(rows);
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);

  const count = countOf(filters);
  const asked = count > 0 || filters.q !== undefined;
  const found = hasNextPage ? `${format.count(rows.length)}+` : format.count(rows.length);
  return (
    <div className={styles.screen}>
      <h1 className="heard-only">{t("title")}</h1>
      <div className={styles.bar}>
        <SearchBox value={filters.q ?? ""} onChange={(q) => change({ q })} />
        <Button
          variant={count > 0 ? "light" : "default"}
          aria-expanded={open}
          aria-controls="filters"
          onClick={() => setOpen(!open)}
        >
          {count > 0 ? t("filtersActive", { number: count }) : t("filters")}
        </Button>
        <ExportMenu
          label={t("exportAll")}
          filters={filters}
          few={!hasNextPage && rows.length <= FEW}
          disabled={rows.length === 0}
        />
      </div>
      {open && <FilterBar filters={filters} onChange={change} />}
      <div className={styles.summary}>
        <span role="status">{data && t("found", { count: rows.length, number: found })}</span>
        {asked && (
          <Button variant="subtle" size="compact-sm" onClick={clear}>
            {t("clear")}
          </Button>
        )}
        <span className={styles.busy} data-busy={isFetching || undefined} />
      </div>
      {chosen.size > 0 && <SelectionBar chosen={chosen} onClear={none} />}
      {isPending && <Loading />}
      {error && rows.length === 0 && <Failure error={error} retry={() => void refetch()} />}
      {data && rows.length === 0 && !error && !hasNextPage && (
        <Empty title={asked ? t("nothingFound") : t("empty")}>
          {asked ? (
            <Button variant="default" onClick={clear}>
              {t("clear")}
            </Button>
          ) : (
            <Anchor component={Link} to="/" underline="always">
              {t("toInbox")}
            </Anchor>
          )}
        </Empty>
      )}
      {(rows.length > 0 || hasNextPage) && (
        <InvoiceTable
          rows={rows}
          list={addressOf(filters).toString()}
          more={hasNextPage}
          onMore={more}
          sort={filters.sort ?? USUAL_SORT}
          onSort={change}
          chosen={chosen}
          onToggle={toggle}
          onAll={all}
          onNone={none}
        />
      )}
      {error && rows.length > 0 && <Failure error={error} retry={() => void fetchNextPage()} />}
    </div>
  );
}

import { Button, Menu } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "../../hooks/useProblemText";
import { download } from "../../hooks/saveFile";
import { Icon } from "../../shell/Icon";
import { addressOf, type Filters } from "./filters";
import styles from "./LibraryScreen.module.css";

const KINDS = [
  { format: "xlsx", rows: "invoices" },
  { format: "csv", rows: "invoices" },
  { format: "xlsx", rows: "lines" },
  { format: "csv", rows: "lines" },
  { format: "json", rows: "invoices" },
] as const;
type Kind = (typeof KINDS)[number];

interface Props {
  label: string;
  filters: Filters;
  ids?: readonly string[]; // these alone, else all that the filters let through
  disabled?: boolean;
}

export function ExportMenu({ label, filters, ids, disabled = false }: Props) {
  const { t } = useTranslation("library");
  const text = useProblemText();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (kind: Kind) => fetchTable(kind, filters, ids),
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            disabled={disabled}
            loading={isPending}
            leftSection={<Icon sign="download" size={18} />}
          >
            {label}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {KINDS.map((kind) => (
            <Menu.Item key={kind.format + kind.rows} onClick={() => mutate(kind)}>
              {kind.format === "json"
                ? t("exportJson")
                : t(`export.${kind.rows}`, { format: kind.format.toUpperCase() })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span role="alert" className={styles.wrong}>
        {error && text(error).what}
      </span>
    </>
  );
}

async function fetchTable(
  { format, rows }: Kind,
  filters: Filters,
  ids: readonly string[] | undefined,
): Promise<void> {
  if (ids === undefined) {
    const query = addressOf(filters);
    query.set("format", format);
    query.set("rows", rows);
    return download(`/v1/invoices/export?${query.toString()}`);
  }
  const body = JSON.stringify({ ids, format, rows });
  return download("/v1/invoices/export", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
  });
}

import { Button, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useFormat } from "../../format/useFormat";
import { useProblemText } from "../../hooks/useProblemText";
import { Icon } from "../../shell/Icon";
import type { Filters } from "./filters";
import styles from "./LibraryScreen.module.css";
import { useExport } from "./useExport";

const KINDS = [
  { format: "xlsx", rows: "invoices" },
  { format: "csv", rows: "invoices" },
  { format: "xlsx", rows: "lines" },
  { format: "csv", rows: "lines" },
  { format: "json", rows: "invoices" },
] as const;

interface Props {
  label: string;
  filters: Filters;
  ids?: readonly string[]; // these alone, else all that the filters let through
  few: boolean; // it is not more than what is shown
  disabled?: boolean;
}

export function ExportMenu({ label, filters, ids, few, disabled = false }: Props) {
  const { t } = useTranslation("library");
  const text = useProblemText();
  const format = useFormat();
  const { start, stop, done, isPending, error } = useExport(few);
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
            <Menu.Item key={kind.format + kind.rows} onClick={() => start({ ...kind, filters, ids })}>
              {kind.format === "json"
                ? t("exportJson")
                : t(`export.${kind.rows}`, { format: kind.format.toUpperCase() })}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span role="status" className={styles.progress}>
        {done !== null && t("exporting", { count: done, number: format.count(done) })}
      </span>
      {done !== null && (
        <Button variant="subtle" color="gray" onClick={stop}>
          {t("exportStop")}
        </Button>
      )}
      <span role="alert" className={styles.wrong}>
        {error && [text(error).what, text(error).todo].filter(Boolean).join(" ")}
      </span>
    </>
  );
}

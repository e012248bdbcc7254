import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { removal } from "../../invoices/removal";
import { Icon } from "../../shell/Icon";
import { ExportMenu } from "./ExportMenu";
import styles from "./LibraryScreen.module.css";
import type { Selection } from "./useSelection";

const MOST = 1_000; // invoices of one export by choice, the API's limit

/** What can be done with the chosen invoices. */
export function SelectionBar({ chosen, onClear }: { chosen: Selection; onClear: () => void }) {
  const { t } = useTranslation("library");
  const remove = () => {
    removal.remove([...chosen.values()].map(({ id, version }) => ({ id, version })));
    onClear();
  };
  return (
    <div className={styles.selection} role="region" aria-label={t("selection")}>
      <strong aria-live="polite">{t("chosen", { count: chosen.size })}</strong>
      <ExportMenu
        label={t("exportChosen")}
        filters={{}}
        ids={[...chosen.keys()]}
        few
        disabled={chosen.size > MOST}
      />
      <Button variant="default" leftSection={<Icon sign="trash" size={18} />} onClick={remove}>
        {t("delete")}
      </Button>
      <Button variant="subtle" color="gray" onClick={onClear}>
        {t("chooseNone")}
      </Button>
      {chosen.size > MOST && <span>{t("tooMany")}</span>}
    </div>
  );
}

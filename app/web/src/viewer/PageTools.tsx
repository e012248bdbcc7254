import { ActionIcon, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Icon, type Sign } from "../shell/Icon";
import styles from "./viewer.module.css";

interface Props {
  page: number;
  pages: number;
  onPage: (page: number) => void;
  tools: Record<"fit" | "larger" | "smaller" | "turn", () => void>;
}

/** What can be done with the picture of a page. */
export function PageTools({ page, pages, onPage, tools }: Props) {
  const { t } = useTranslation("review");
  return (
    <div className={styles.tools} role="toolbar" aria-label={t("tools")}>
      {pages > 1 && (
        <>
          <Tool sign="left" label={t("pageBack")} disabled={page <= 1} onClick={() => onPage(page - 1)} />
          <span className={styles.pageNumber} aria-live="polite">
            {t("pageOf", { page, pages })}
          </span>
          <Tool
            sign="right"
            label={t("pageNext")}
            disabled={page >= pages}
            onClick={() => onPage(page + 1)}
          />
        </>
      )}
      <span className={styles.gap} />
      <Tool sign="zoomOut" label={t("smaller")} onClick={tools.smaller} />
      <Tool sign="zoomIn" label={t("larger")} onClick={tools.larger} />
      <Tool sign="fit" label={t("fit")} onClick={tools.fit} />
      <Tool sign="rotate" label={t("turn")} onClick={tools.turn} />
    </div>
  );
}

interface ToolProps {
  sign: Sign;
  label: string;
  disabled?: boolean;
  onClick: () => void;
}

function Tool({ sign, label, disabled = false, onClick }: ToolProps) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
      >
        <Icon sign={sign} size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

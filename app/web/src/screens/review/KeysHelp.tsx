import { CloseButton, Kbd } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ON_MAC } from "../../keys/press";
import styles from "./ReviewScreen.module.css";

const KEYS = [
  ["Enter", "accept"],
  ["Shift Enter", "back"],
  ["Ctrl Enter", "save"],
  ["Esc", "undo"],
  ["Alt 1 – 9", "candidate"],
  ["F6", "panes"],
  ["F Z R + -", "picture"],
  ["↑ ↓", "rows"],
  ["Alt N · S · Del", "lines"],
  ["Alt Enter", "newline"],
  ["Mouse", "word"],
  ["Shift", "boxed"],
  ["?", "show"],
] as const;

const named = (key: string): string => (ON_MAC && key !== "Alt Enter" ? key.replace("Alt", "Ctrl") : key);

/** The keys, beside the work and not over it. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("review");
  return (
    <section className={styles.help} aria-label={t("keys")}>
      <div className={styles.helpHead}>
        <h2 className={styles.groupName}>{t("keys")}</h2>
        <CloseButton aria-label={t("help.show")} onClick={onClose} />
      </div>
      <dl className={styles.keys}>
        {KEYS.map(([key, name]) => (
          <div key={name}>
            <dt>
              <Kbd>{named(key)}</Kbd>
            </dt>
            <dd>{t(`help.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

import { CloseButton, Kbd } from "@mantine/core";
import { useTranslation } from "react-i18next";

import styles from "./ReviewScreen.module.css";

const KEYS = [
  ["Enter", "accept"],
  ["Shift Enter", "back"],
  ["Ctrl Enter", "save"],
  ["Esc", "undo"],
  ["1 – 9", "candidate"],
  ["F2", "typing"],
  ["F6", "panes"],
  ["F Z R + -", "picture"],
  ["Alt N · S · Del", "lines"],
  ["Alt Enter", "newline"],
  ["Mouse", "word"],
  ["Shift", "boxed"],
  ["?", "show"],
] as const;

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
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{t(`help.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

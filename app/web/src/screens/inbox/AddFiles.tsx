import { Button } from "@mantine/core";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { session } from "../../auth/session";
import { useFormat } from "../../format/useFormat";
import { Icon } from "../../shell/Icon";
import { uploads } from "../../uploads";
import styles from "./InboxScreen.module.css";

/** Drop, pick, paste or photograph. Dropping works on the whole page (`DropEverywhere`). Any file may be picked: what it
 * is called decides nothing. */
export function AddFiles({ small }: { small: boolean }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const pick = useRef<HTMLInputElement>(null);
  const photograph = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    uploads.add([...(input.files ?? [])]);
    input.value = ""; // the same file may be chosen again
  };
  const limit = session.settings?.max_upload_bytes;
  return (
    <section className={styles.add} data-small={small || undefined} aria-label={t("add")}>
      <Icon sign="upload" size={small ? 24 : 40} />
      <p className={styles.hint}>
        <strong>{t("drop")}</strong>
        <span>{t("kinds", { size: limit === undefined ? "" : format.bytes(limit) })}</span>
      </p>
      <div className={styles.buttons}>
        <Button leftSection={<Icon sign="file" size={18} />} onClick={() => pick.current?.click()}>
          {t("pick")}
        </Button>
        <Button
          className={styles.camera}
          variant="default"
          leftSection={<Icon sign="camera" size={18} />}
          onClick={() => photograph.current?.click()}
        >
          {t("photograph")}
        </Button>
      </div>
      <input
        ref={pick}
        type="file"
        multiple
        hidden
        aria-label={t("pick")}
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={photograph}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={t("photograph")}
        onChange={(event) => take(event.currentTarget)}
      />
    </section>
  );
}

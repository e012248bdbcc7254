import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { FullScan } from "../../api/types";
import { invoiceOf, lookedAt } from "../../fields/draft";
import { logReview } from "../../hooks/reviewLog";
import { useQueue } from "../../hooks/useScans";
import { useTitle } from "../../hooks/useTitle";
import { useShortcuts } from "../../keys/shortcuts";
import { DocumentWork } from "./DocumentWork";
import { KeysHelp } from "./KeysHelp";
import { NotUnderstood } from "./NotUnderstood";
import { titleOf } from "./review";
import styles from "./ReviewScreen.module.css";
import { SaveBar } from "./SaveBar";
import { useFieldWork } from "./useFieldWork";
import { useReview } from "./useReview";
import { useSave } from "./useSave";
import { useSubmit } from "./useSubmit";

/** The work on one document. Used with the scan's id as key: nothing of one document is left for the next. */
export function ReviewWork({ scan, onSaved }: { scan: FullScan; onSaved: (text: string) => void }) {
  const { t } = useTranslation("review");
  const navigate = useNavigate();
  const { queue } = useQueue();
  const edited = useReview(scan);
  const { store, draft, review } = edited;
  const [first] = useState(() => review.open[0] ?? null);
  const fields = useFieldWork({ ...edited, first });
  const { work, latest, active, focus } = fields;
  const [help, setHelp] = useState(false);
  const save = useSave(scan);
  const start = useRef({ at: 0, keys: 0 });
  useTitle(t("titleOf", { name: titleOf(scan, draft) }));
  useEffect(() => {
    start.current.at = Date.now();
  }, []);
  // Begins at the first doubtful value; where there is none, Enter saves.
  useEffect(() => focus(first), [focus, first]);

  const keep = useCallback(async () => {
    if (save.isPending) return;
    const now = store.current();
    const next =
      queue[queue.findIndex(({ id }) => id === scan.id) + 1] ?? queue.find(({ id }) => id !== scan.id);
    try {
      const record = await save.mutateAsync({ invoice: invoiceOf(now), looked_at: lookedAt(now) });
      store.clear();
      logReview({
        at: new Date().toISOString(),
        seconds: Math.round((Date.now() - start.current.at) / 100) / 10,
        keys: start.current.keys,
        pages: scan.document.pages,
        corrected: [...latest.current.fields.values()].filter(({ changed }) => changed).length,
      });
      onSaved(t(record.status === "disputed" ? "savedDisputed" : "saved", { name: titleOf(scan, now) }));
      await navigate(next ? `/review/${next.id}` : "/review");
    } catch {
      // Shown by the bar; what was typed is kept.
    }
  }, [latest, navigate, onSaved, queue, save, scan, store, t]);
  const { asked, submit } = useSubmit(store, focus, () => void keep());

  useShortcuts(
    {
      save: submit,
      help: () => setHelp((now) => !now),
      undo: () => void store.undo(),
      panes: () => {
        const page = work.current?.querySelector<HTMLElement>("[data-page]");
        if (page && !page.contains(document.activeElement)) page.focus();
        else focus(active);
      },
    },
    () => (start.current.keys += 1),
  );

  return (
    <DocumentWork
      document={`/v1/scans/${scan.id}`}
      info={scan.document}
      {...{ edited, fields }}
      label={t("fields")}
      notes={scan.reading?.notes}
      head={scan.state === "failed" && <p className={styles.banner}>{t("unread")}</p>}
    >
      {help && <KeysHelp onClose={() => setHelp(false)} />}
      <SaveBar
        left={review.open.length}
        disputed={review.failed.length > 0}
        saving={save.isPending}
        error={save.error}
        onSave={submit}
        onHelp={() => setHelp((now) => !now)}
        help={help}
      >
        {asked && <NotUnderstood draft={draft} onAnyway={() => void keep()} />}
      </SaveBar>
    </DocumentWork>
  );
}

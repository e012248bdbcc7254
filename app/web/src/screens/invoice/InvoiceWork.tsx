import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import type { FullRecord } from "../../api/types";
import { draftOf, invoiceOf, lookedAt, type Draft } from "../../fields/draft";
import { useTitle } from "../../hooks/useTitle";
import { useShortcuts } from "../../keys/shortcuts";
import { DocumentWork } from "../review/DocumentWork";
import { NotUnderstood } from "../review/NotUnderstood";
import { useFieldWork } from "../review/useFieldWork";
import { useSubmit } from "../review/useSubmit";
import { Conflict } from "./Conflict";
import { EditBar } from "./EditBar";
import { HistoryList } from "./HistoryList";
import { InvoiceHead } from "./InvoiceHead";
import styles from "./InvoiceScreen.module.css";
import { OfferPanel } from "./OfferPanel";
import { useEdit } from "./useEdit";
import { useReplace } from "./useReplace";

/** The invoice as it was saved, to be looked at and changed. `onRestart`: forget what was typed and begin anew. */
export function InvoiceWork({ record, onRestart }: { record: FullRecord; onRestart: () => void }) {
  const { t } = useTranslation("invoice");
  const edited = useEdit(record);
  const { leaves, store, draft, base, isChanged, isTouched, review } = edited;
  const replace = useReplace(record.id);
  const fields = useFieldWork({ ...edited, first: null });
  const { work, focus } = fields;
  const name = draft.values["seller.name"] || (record.document.file_name ?? record.id);
  useTitle(name);

  const isBehind = record.version !== base.version;
  useEffect(() => {
    if (isBehind && !isTouched) onRestart(); // nothing was done: the newer version is simply shown
  }, [isBehind, isTouched, onRestart]);

  const save = (made: Draft, replaces: number) =>
    replace.mutate(
      { invoice: invoiceOf(made), looked_at: lookedAt(made), version: replaces },
      { onSuccess: onRestart },
    );
  const { asked, submit } = useSubmit(store, focus, () => save(store.current(), base.version));
  useShortcuts({ save: () => work.current?.querySelector<HTMLElement>("[data-save]")?.click() });

  return (
    <div className={styles.screen}>
      <InvoiceHead record={record} name={name} />
      <DocumentWork
        document={`/v1/invoices/${record.id}`}
        info={record.document}
        {...{ edited, fields }}
        label={t("values")}
        head={<OfferPanel record={record} />}
        foot={<HistoryList record={record} />}
        instead={
          isBehind &&
          isTouched && (
            <Conflict
              record={record}
              mine={draft}
              theirs={draftOf(leaves)}
              base={base.draft}
              saving={replace.isPending}
              error={replace.error}
              onSave={(version) => save(version, record.version)}
              onDiscard={onRestart}
            />
          )
        }
      >
        {(isTouched || record.status === "needs_review") && (
          <EditBar
            isChanged={isChanged}
            isTouched={isTouched}
            left={review.open.length}
            disputed={review.failed.length > 0}
            saving={replace.isPending}
            error={replace.error}
            onSave={submit}
            onDiscard={onRestart}
          >
            {asked && <NotUnderstood draft={draft} onAnyway={() => save(store.current(), base.version)} />}
          </EditBar>
        )}
      </DocumentWork>
    </div>
  );
}

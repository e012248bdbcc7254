import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { FullRecord } from "../../api/types";
import { draftOf, invoiceOf, lookedAt, unreadOf, type Draft } from "../../fields/draft";
import { useTitle } from "../../hooks/useTitle";
import { useShortcuts } from "../../keys/shortcuts";
import { AttachedFiles } from "../../viewer/AttachedFiles";
import { NotUnderstood } from "../review/NotUnderstood";
import { ReviewPicture } from "../review/ReviewPicture";
import form from "../review/ReviewScreen.module.css";
import { useFieldWork } from "../review/useFieldWork";
import { ValuesForm } from "../review/ValuesForm";
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
  const { leaves, store, draft, base, isChanged, isTouched, review, add } = useEdit(record);
  const replace = useReplace(record.id);
  const { work, active, focus, fill, placeOfPath, values } = useFieldWork({
    ...{ store, draft, leaves, review, first: null },
  });
  const [asked, setAsked] = useState(false); // to save, with text that is not understood
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
  const submit = () => {
    (document.activeElement as HTMLElement | null)?.blur(); // takes over what is being typed
    const [unread] = unreadOf(store.current());
    setAsked(unread !== undefined);
    if (unread) focus(unread[0]);
    else save(store.current(), base.version);
  };
  useShortcuts({ save: () => work.current?.querySelector<HTMLElement>("[data-save]")?.click() });

  const documentPath = `/v1/invoices/${record.id}` as const;
  return (
    <div className={styles.screen}>
      <InvoiceHead record={record} name={name} />
      <div ref={work} className={form.work}>
        <ReviewPicture
          document={documentPath}
          info={record.document}
          review={review}
          active={active}
          placeOf={placeOfPath}
          onValue={focus}
          onText={fill}
        />
        <div className={form.side}>
          {isBehind && isTouched ? (
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
          ) : (
            <>
              <ValuesForm
                {...{ store, draft, review, active, values, focus }}
                label={t("values")}
                document={documentPath}
                placeOf={placeOfPath}
                onAdd={add}
                head={<OfferPanel record={record} />}
              >
                <AttachedFiles document={documentPath} info={record.document} />
                <HistoryList record={record} />
              </ValuesForm>
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
                  {asked && (
                    <NotUnderstood draft={draft} onAnyway={() => save(store.current(), base.version)} />
                  )}
                </EditBar>
              )}
            </>
          )}
        </div>
      </div>
    </div>
  );
}

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { FullRecord, Point } from "../../api/types";
import { accepted, draftOf, invoiceOf, withValue, type Draft, type Place } from "../../fields/draft";
import { ofTheDocument } from "../../fields/doubts";
import { kindOf, stored } from "../../fields/kinds";
import type { Leaf } from "../../fields/leaves";
import { ToldOfDocument } from "../../fields/ToldOfDocument";
import { useFormat } from "../../format/useFormat";
import { useTitle } from "../../hooks/useTitle";
import { AttachedFiles } from "../../viewer/AttachedFiles";
import { AddField } from "../review/AddField";
import { FieldRow } from "../review/FieldRow";
import { GroupOfFields } from "../review/GroupOfFields";
import { LineGrid } from "../review/LineGrid";
import { choicesOf, nextOpen } from "../review/review";
import { ReviewPicture } from "../review/ReviewPicture";
import form from "../review/ReviewScreen.module.css";
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
  const format = useFormat();
  const { leaves, store, draft, base, isChanged, review, add } = useEdit(record);
  const replace = useReplace(record.id);
  const [active, setActive] = useState<string | null>(null);
  const work = useRef<HTMLDivElement>(null);
  const latest = useRef(review);
  useEffect(() => {
    latest.current = review;
  }, [review]);
  const name = draft.values["seller.name"] || (record.document.file_name ?? record.id);
  useTitle(name);

  const isBehind = record.version !== base.version;
  useEffect(() => {
    if (isBehind && !isChanged) onRestart(); // nothing was typed: the newer version is simply shown
  }, [isBehind, isChanged, onRestart]);

  const focus = useCallback((path: string | null) => {
    const target = path === null ? "[data-save]" : `[data-path="${CSS.escape(path)}"]`;
    work.current?.querySelector<HTMLElement>(target)?.focus();
  }, []);
  const commit = useCallback(
    (path: string, value: string) => store.change(withValue(store.current(), path, value)),
    [store],
  );
  const keysOf = useCallback(
    (path: string) => ({
      onAccept: () => {
        store.change(accepted(store.current(), path));
        requestAnimationFrame(() => focus(nextOpen(latest.current, path, 1)));
      },
      onBack: () => focus(nextOpen(latest.current, path, -1)),
      onUndo: () => void store.undo(),
    }),
    [store, focus],
  );
  const choose = useCallback(
    (path: string, number: number): boolean => {
      const field = latest.current.fields.get(path);
      const choice = field && choicesOf(field)[number - 1];
      if (!choice) return false;
      store.change(withValue(store.current(), path, choice.value, placeOf(choice.candidate ?? field.leaf)));
      return true;
    },
    [store],
  );
  const fill = useCallback(
    (text: string, place: Place) => {
      if (active === null) return;
      const kind = kindOf(active);
      const value = stored(kind === "long" ? text : text.replaceAll("\n", " "), kind, format);
      if (value) store.change(withValue(store.current(), active, value, place));
      focus(active);
    },
    [active, focus, format, store],
  );
  const placeOfPath = useCallback(
    (path: string): Place | null => draft.places[path] ?? placeOf(leaves.get(path)) ?? null,
    [draft.places, leaves],
  );

  const save = (version: Draft, replaces: number) =>
    replace.mutate({ invoice: invoiceOf(version), version: replaces }, { onSuccess: onRestart });
  const submit = () => {
    (document.activeElement as HTMLElement | null)?.blur(); // takes over what is being typed
    const wrong = work.current?.querySelector<HTMLElement>("[data-path][aria-invalid=true]");
    if (wrong) wrong.focus();
    else save(store.current(), base.version);
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        work.current?.querySelector<HTMLElement>("[data-save]")?.click();
      }
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);

  const told = useMemo(() => ofTheDocument(review.failed), [review.failed]);
  const shared = { onFocus: setActive, onCommit: commit, onChoice: choose, keysOf };
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
          {isBehind && isChanged ? (
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
              <div className={form.form} role="group" aria-label={t("values")}>
                <ToldOfDocument checks={told} notes={[]} className={form.banner} />
                <OfferPanel record={record} />
                {review.groups.map((group) => (
                  <GroupOfFields key={group.name} name={group.name}>
                    {group.paths.map((path) => {
                      const field = review.fields.get(path);
                      return (
                        field && (
                          <FieldRow
                            key={path}
                            {...shared}
                            field={field}
                            place={placeOfPath(path)}
                            document={documentPath}
                            active={active === path}
                          />
                        )
                      );
                    })}
                  </GroupOfFields>
                ))}
                <AddField
                  present={review.fields}
                  onAdd={(path) => {
                    add(path);
                    requestAnimationFrame(() => focus(path));
                  }}
                />
                <LineGrid
                  {...shared}
                  store={store}
                  draft={draft}
                  review={review}
                  active={active}
                  focus={focus}
                />
                <AttachedFiles document={documentPath} info={record.document} />
                <HistoryList record={record} />
              </div>
              {(isChanged || record.status === "needs_review") && (
                <EditBar
                  isChanged={isChanged}
                  disputed={review.failed.length > 0}
                  saving={replace.isPending}
                  error={replace.error}
                  onSave={submit}
                  onDiscard={onRestart}
                />
              )}
            </>
          )}
        </div>
      </div>
    </div>
  );
}

function placeOf(from: (Partial<Pick<Leaf, "page">> & { polygon?: unknown }) | undefined): Place | undefined {
  return from?.page && from.polygon ? { page: from.page, polygon: from.polygon as Point[] } : undefined;
}

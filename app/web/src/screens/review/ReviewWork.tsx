import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import type { FullScan, Point } from "../../api/types";
import { accepted, invoiceOf, withValue, type Place } from "../../fields/draft";
import { ofTheDocument } from "../../fields/doubts";
import { kindOf, stored } from "../../fields/kinds";
import { ToldOfDocument } from "../../fields/ToldOfDocument";
import { useFormat } from "../../format/useFormat";
import { logReview } from "../../hooks/reviewLog";
import { useQueue } from "../../hooks/useScans";
import { useTitle } from "../../hooks/useTitle";
import { AddField } from "./AddField";
import { FieldRow } from "./FieldRow";
import { GroupOfFields } from "./GroupOfFields";
import { KeysHelp } from "./KeysHelp";
import { LineGrid } from "./LineGrid";
import { choicesOf, nextOpen, titleOf } from "./review";
import { ReviewPicture } from "./ReviewPicture";
import styles from "./ReviewScreen.module.css";
import { SaveBar } from "./SaveBar";
import { useReview } from "./useReview";
import { useReviewKeys } from "./useReviewKeys";
import { useSave } from "./useSave";

/** The work on one document. Used with the scan's id as key: nothing of one document is left for the next. */
export function ReviewWork({ scan, onSaved }: { scan: FullScan; onSaved: (text: string) => void }) {
  const { t } = useTranslation("review");
  const format = useFormat();
  const navigate = useNavigate();
  const { queue } = useQueue();
  const { leaves, store, draft, review, add } = useReview(scan);
  const [active, setActive] = useState<string | null>(() => review.open[0] ?? null);
  const [help, setHelp] = useState(false);
  const save = useSave(scan);
  const work = useRef<HTMLDivElement>(null);
  const latest = useRef(review);
  const start = useRef({ at: 0, keys: 0 });
  useTitle(t("titleOf", { name: titleOf(scan, draft) }));
  useEffect(() => {
    latest.current = review;
  }, [review]);

  const focus = useCallback((path: string | null) => {
    const target = path === null ? "[data-save]" : `[data-path="${CSS.escape(path)}"]`;
    work.current?.querySelector<HTMLElement>(target)?.focus();
  }, []);
  useEffect(() => {
    start.current.at = Date.now();
  }, []);
  // Begins at the first doubtful value; where there is none, Enter saves.
  useEffect(() => focus(latest.current.open[0] ?? null), [focus]);

  /** Go on from `path`, once what it changed has been drawn. */
  const goOn = useCallback(
    (path: string, by: 1 | -1) => requestAnimationFrame(() => focus(nextOpen(latest.current, path, by))),
    [focus],
  );
  const keysOf = useCallback(
    (path: string) => ({
      onAccept: () => {
        store.change(accepted(store.current(), path));
        goOn(path, 1);
      },
      onBack: () => goOn(path, -1),
      onUndo: () => void store.undo(),
    }),
    [store, goOn],
  );
  const commit = useCallback(
    (path: string, value: string) => store.change(withValue(store.current(), path, value)),
    [store],
  );
  const choose = useCallback(
    (path: string, number: number): boolean => {
      const field = latest.current.fields.get(path);
      const choice = field && choicesOf(field)[number - 1];
      if (!choice) return false;
      const from = choice.candidate ?? field.leaf;
      store.change(withValue(store.current(), path, choice.value, placeOf(from)));
      goOn(path, 1);
      return true;
    },
    [store, goOn],
  );
  /** Text that was pointed at on the page goes into the value in hand. */
  const fill = useCallback(
    (text: string, place: Place) => {
      if (active === null) return;
      const kind = kindOf(active);
      const value = stored(kind === "long" ? text : text.replaceAll("\n", " "), kind, format);
      if (value !== null && value !== "") store.change(withValue(store.current(), active, value, place));
      focus(active);
    },
    [active, focus, format, store],
  );

  const submit = useCallback(async () => {
    (document.activeElement as HTMLElement | null)?.blur(); // takes over what is being typed
    const wrong = work.current?.querySelector<HTMLElement>("[data-path][aria-invalid=true]");
    if (wrong) {
      wrong.focus();
      return;
    }
    if (save.isPending) return;
    const now = store.current();
    const next =
      queue[queue.findIndex(({ id }) => id === scan.id) + 1] ?? queue.find(({ id }) => id !== scan.id);
    try {
      const record = await save.mutateAsync(invoiceOf(now));
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
  }, [navigate, onSaved, queue, save, scan, store, t]);

  useReviewKeys(work, {
    onSave: () => void submit(),
    onHelp: () => setHelp((now) => !now),
    onUndo: () => void store.undo(),
    onKey: () => (start.current.keys += 1),
    focusValues: () => focus(active),
  });

  const placeOfPath = useCallback(
    (path: string): Place | null => draft.places[path] ?? placeOf(leaves.get(path)) ?? null,
    [draft.places, leaves],
  );
  const told = useMemo(() => ofTheDocument(review.failed), [review.failed]);
  const documentPath = `/v1/scans/${scan.id}` as const;
  const shared = { onFocus: setActive, onCommit: commit, onChoice: choose, keysOf };

  return (
    <div ref={work} className={styles.work}>
      <ReviewPicture
        document={documentPath}
        info={scan.document}
        review={review}
        active={active}
        placeOf={placeOfPath}
        onValue={(path) => focus(path)}
        onText={fill}
      />
      <div className={styles.side}>
        <div className={styles.form} role="group" aria-label={t("fields")}>
          {scan.state === "failed" && <p className={styles.banner}>{t("unread")}</p>}
          <ToldOfDocument checks={told} notes={scan.reading?.notes ?? []} className={styles.banner} />
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
          <LineGrid {...shared} store={store} draft={draft} review={review} active={active} focus={focus} />
        </div>
        {help && <KeysHelp onClose={() => setHelp(false)} />}
        <SaveBar
          left={review.open.length}
          disputed={review.failed.length > 0}
          saving={save.isPending}
          error={save.error}
          onSave={() => void submit()}
          onHelp={() => setHelp((now) => !now)}
          help={help}
        />
      </div>
    </div>
  );
}

function placeOf(
  from: { page?: number | null; polygon?: readonly (readonly number[])[] | null } | undefined,
): Place | undefined {
  return from?.page && from.polygon ? { page: from.page, polygon: from.polygon as Point[] } : undefined;
}

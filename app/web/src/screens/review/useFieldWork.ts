import { useCallback, useEffect, useRef, useState } from "react";

import type { Point } from "../../api/types";
import { accepted, withoutUnread, withValue, type Draft, type Place } from "../../fields/draft";
import type { DraftStore } from "../../fields/DraftStore";
import { kindOf } from "../../fields/kinds";
import type { Leaves } from "../../fields/leaves";
import { withText } from "../../fields/typing";
import { useFormat } from "../../format/useFormat";
import type { FieldActions } from "./FieldInput";
import { choicesOf, nextOpen, type Review } from "./review";

interface Given {
  store: DraftStore;
  draft: Draft;
  leaves: Leaves;
  review: Review;
  first: string | null; // value in hand at the start
}

/** What the parts that show values do with them. */
export interface ValueActions {
  onFocus: (path: string) => void;
  onChoice: (path: string, number: number) => boolean;
  actionsOf: (path: string) => FieldActions;
}

/** The work on the values of one document: which is in hand, how one goes on, and how they change. */
export function useFieldWork({ store, draft, leaves, review, first }: Given) {
  const format = useFormat();
  const [active, setActive] = useState<string | null>(first);
  const work = useRef<HTMLDivElement>(null);
  const latest = useRef(review);
  useEffect(() => {
    latest.current = review;
  }, [review]);

  const focus = useCallback((path: string | null) => {
    const target = path === null ? "[data-save]" : `[data-path="${CSS.escape(path)}"]`;
    work.current?.querySelector<HTMLElement>(target)?.focus();
  }, []);
  /** Go on from `path`, once what it changed has been drawn. */
  const goOn = useCallback(
    (path: string, by: 1 | -1) => requestAnimationFrame(() => focus(nextOpen(latest.current, path, by))),
    [focus],
  );
  const onChoice = useCallback(
    (path: string, number: number): boolean => {
      const field = latest.current.fields.get(path);
      const choice = field && choicesOf(field)[number - 1];
      if (!choice) return false;
      store.change(withValue(store.current(), path, choice.value, placeOf(choice.candidate ?? field.leaf)));
      goOn(path, 1);
      return true;
    },
    [store, goOn],
  );
  const actionsOf = useCallback(
    (path: string): FieldActions => ({
      onText: (text) => store.change(withText(store.current(), path, text, format)),
      onLeave: (text) => store.keep(withText(store.current(), path, text, format)),
      onForget: () => store.change(withoutUnread(store.current(), path)),
      onAccept: () => {
        store.change(accepted(store.current(), path));
        goOn(path, 1);
      },
      onBack: () => void goOn(path, -1),
      onUndo: () => void store.undo(),
      onCandidate: (number) => onChoice(path, number),
    }),
    [store, goOn, format, onChoice],
  );
  /** Text that was pointed at on the page goes into the value in hand. */
  const fill = useCallback(
    (text: string, place: Place) => {
      if (active === null || text.trim() === "") return;
      const line = kindOf(active) === "long" ? text : text.replaceAll("\n", " ");
      store.change(withText(store.current(), active, line, format, place));
      focus(active);
    },
    [active, focus, format, store],
  );
  const placeOfPath = useCallback(
    (path: string): Place | null => draft.places[path] ?? placeOf(leaves.get(path)) ?? null,
    [draft.places, leaves],
  );
  const values: ValueActions = { onFocus: setActive, onChoice, actionsOf };
  return { work, latest, active, focus, fill, placeOfPath, values };
}

function placeOf(
  from: { page?: number | null; polygon?: readonly (readonly number[])[] | null } | undefined,
): Place | undefined {
  return from?.page && from.polygon ? { page: from.page, polygon: from.polygon as Point[] } : undefined;
}

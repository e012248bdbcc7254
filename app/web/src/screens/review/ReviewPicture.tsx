import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { DocumentInfo, Point } from "../../api/types";
import { cellOf, type Place } from "../../fields/draft";
import { useFieldName } from "../../fields/useFieldName";
import type { DocumentPath } from "../../hooks/usePagePicture";
import { fetchWords, usePageWords, type Box } from "../../hooks/usePageWords";
import { Empty } from "../../states/Empty";
import { polygonOf, textIn } from "../../viewer/geometry";
import { PageViewer } from "../../viewer/PageViewer";
import type { PlacedValue, Tone } from "../../viewer/placedValue";
import { hasPages } from "../../viewer/hasPages";
import { stateOf, type FieldState, type Review, type StateName } from "./review";
import styles from "./ReviewScreen.module.css";

const TONES: Record<StateName, Tone> = {
  good: "plain",
  person: "good",
  changed: "good",
  look: "look",
  bad: "bad",
  empty: "plain",
};

interface Props {
  document: DocumentPath;
  info: DocumentInfo;
  review: Review;
  active: string | null;
  placeOf: (path: string) => Place | null;
  onValue: (path: string) => void;
  onText: (text: string, place: Place) => void;
}

/** The page that the value in hand stands on, with all values of that page. */
export function ReviewPicture({ document, info, review, active, placeOf, onValue, onText }: Props) {
  const { t } = useTranslation("review");
  const fieldName = useFieldName();
  const { pages, media_type: mediaType } = info;
  const [turned, setTurned] = useState<{ page: number; at: string | null }>({ page: 1, at: null });
  const isPicture = hasPages(mediaType);
  // Going to a value turns to its page; turning by hand holds until another value is taken in hand.
  const wanted = active === null ? null : (placeOf(active)?.page ?? null);
  const page = turned.at === active ? turned.page : (wanted ?? turned.page);
  // A text layer answers at once. Of a picture words are asked for only where there is something to correct.
  const words = usePageWords(
    document,
    page,
    isPicture && (mediaType === "application/pdf" || review.open.length > 0),
  );
  const reading = useRef<AbortController>(null);

  const values = useMemo(() => {
    const name = (path: string) => {
      const cell = cellOf(path);
      const line = cell
        ? [...review.fields.keys()].filter((one) => one.endsWith(`.${cell.name}`)).indexOf(path)
        : -1;
      return fieldName(cell && line >= 0 ? `lines.${line.toString()}.${cell.name}` : path);
    };
    return [...review.fields.values()]
      .map((field) => ({ field, place: placeOf(field.path) }))
      .filter(({ field, place }) => place?.page === page && field.value !== "")
      .map(({ field, place }) => placed(field, name(field.path), place?.polygon ?? []));
  }, [review.fields, placeOf, page, fieldName]);

  const onWord = useCallback(
    (text: string, polygon: Point[]) => onText(text, { page, polygon }),
    [onText, page],
  );
  const onBox = useCallback(
    (box: Box) => {
      reading.current?.abort();
      const known = textIn(words, box);
      if (known && mediaType === "application/pdf") {
        onText(known, { page, polygon: polygonOf(box) });
        return;
      }
      const controller = new AbortController();
      reading.current = controller;
      fetchWords(document, page, box, controller.signal).then(
        (found) => onText(textIn(found, box) || known, { page, polygon: polygonOf(box) }),
        () => onText(known, { page, polygon: polygonOf(box) }),
      );
    },
    [document, mediaType, onText, page, words],
  );

  if (!isPicture) {
    return (
      <div className={styles.picture}>
        <Empty title={t("noPicture")}>
          <p>{t("noPictureHint")}</p>
        </Empty>
      </div>
    );
  }
  return (
    <div className={styles.picture}>
      <PageViewer
        document={document}
        pages={pages}
        page={page}
        onPage={(next) => setTurned({ page: Math.min(pages, Math.max(1, next)), at: active })}
        values={values}
        active={active}
        onValue={onValue}
        words={words}
        onWord={active === null ? undefined : onWord}
        onBox={active === null ? undefined : onBox}
      />
    </div>
  );
}

function placed(field: FieldState, name: string, polygon: Point[]): PlacedValue {
  return { path: field.path, label: `${name}: ${field.value}`, tone: TONES[stateOf(field)], polygon };
}

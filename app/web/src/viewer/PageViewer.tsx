import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import type { Point } from "../api/types";
import { usePagePicture, type DocumentPath } from "../hooks/usePagePicture";
import type { Box, PageWord } from "../hooks/usePageWords";
import { act } from "../keys/shortcuts";
import { Failure } from "../states/Failure";
import { Loading } from "../states/Loading";
import { boxOf, onScreen, type Turn } from "./geometry";
import { PageBoxes } from "./PageBoxes";
import { PageTools } from "./PageTools";
import type { PlacedValue } from "./placedValue";
import styles from "./viewer.module.css";

interface Props {
  document: DocumentPath;
  pages: number;
  page: number;
  onPage: (page: number) => void;
  values: readonly PlacedValue[]; // of this page
  active: string | null; // path of the value in hand
  onValue: (path: string) => void;
  words?: readonly PageWord[];
  onWord?: ((text: string, polygon: Point[]) => void) | undefined; // a word was pointed at
  onBox?: ((box: Box) => void) | undefined; // a box was drawn
}

const STEP = 1.25;
const LARGEST = 6;

/** A page with the places of its values: zoom, turn, fit; values can be pointed at, words and boxes taken. */
export function PageViewer(props: Props) {
  const { document, pages, page, onPage, values, active } = props;
  const { t } = useTranslation("review");
  const picture = usePagePicture(document, page);
  const [zoom, setZoom] = useState(1); // 1: as wide as the space
  const [turn, setTurn] = useState<Turn>(0);
  const [ratio, setRatio] = useState(1.414); // height by width of the picture as it is
  const frame = useRef<HTMLDivElement>(null);

  const fit = useCallback(() => {
    const space = frame.current;
    if (!space) return;
    const tall = turn % 180 === 0 ? ratio : 1 / ratio;
    setZoom(Math.min(1, (space.clientHeight - 16) / ((space.clientWidth - 16) * tall)));
  }, [ratio, turn]);

  const shownBox = values.find(({ path }) => path === active)?.polygon;
  const show = useCallback(
    (polygon: Point[] | undefined) => {
      if (polygon && frame.current) scrollTo(frame.current, polygon, turn);
    },
    [turn],
  );
  // The place of the value in hand comes into view, also when the page or its size has just changed.
  useEffect(() => show(shownBox), [show, shownBox, zoom, ratio, picture.data]);

  const zoomToValue = () => {
    if (!shownBox) return;
    const box = boxOf(shownBox);
    setZoom(Math.min(LARGEST, Math.max(1.2, 0.5 / Math.max(box.right - box.left, 0.08))));
  };
  const tools = {
    fit,
    larger: () => setZoom((now) => Math.min(LARGEST, now * STEP)),
    smaller: () => setZoom((now) => Math.max(0.2, now / STEP)),
    turn: () => setTurn((now) => ((now + 90) % 360) as Turn),
    zoomToValue,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const done = act(event.nativeEvent, {
      ...tools,
      pageBack: () => onPage(page - 1),
      pageNext: () => onPage(page + 1),
    });
    if (done) event.stopPropagation();
  };

  return (
    <section className={styles.viewer} aria-label={t("picture")} onKeyDown={onKeyDown}>
      <PageTools page={page} pages={pages} onPage={onPage} tools={tools} />
      <div
        ref={frame}
        data-page
        className={styles.frame}
        tabIndex={0}
        role="group"
        aria-label={t("pageOf", { page, pages })}
      >
        {picture.isPending && <Loading />}
        {picture.isError && <Failure error={picture.error} retry={() => void picture.refetch()} />}
        {picture.data !== undefined && (
          <Sheet {...{ zoom, turn, ratio }}>
            <img
              className={styles.picture}
              src={picture.data}
              alt={t("pageOf", { page, pages })}
              draggable={false}
              onLoad={({ currentTarget: { naturalHeight, naturalWidth } }) =>
                setRatio(naturalHeight / naturalWidth)
              }
            />
            <PageBoxes {...props} turn={turn} />
          </Sheet>
        )}
      </div>
    </section>
  );
}

/** The paper: its outside takes the space that the turned picture needs. */
function Sheet({
  zoom,
  turn,
  ratio,
  children,
}: {
  zoom: number;
  turn: Turn;
  ratio: number;
  children: React.ReactNode;
}) {
  const lies = turn % 180 !== 0;
  const width = `${(zoom * 100).toString()}%`;
  return (
    <div className={styles.space} style={{ width, aspectRatio: lies ? `${ratio} / 1` : `1 / ${ratio}` }}>
      <div
        className={styles.sheet}
        style={{
          width: lies ? `${(100 / ratio).toString()}%` : "100%",
          aspectRatio: `1 / ${ratio}`,
          rotate: `${turn}deg`,
        }}
      >
        {children}
      </div>
    </div>
  );
}

function scrollTo(frame: HTMLElement, polygon: Point[], turn: Turn): void {
  const box = boxOf(polygon.map((point) => onScreen(point, turn)));
  const sheet = frame.firstElementChild;
  if (!(sheet instanceof HTMLElement)) return;
  const x = sheet.offsetLeft + ((box.left + box.right) / 2) * sheet.clientWidth;
  const y = sheet.offsetTop + ((box.top + box.bottom) / 2) * sheet.clientHeight;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  frame.scrollTo({
    left: x - frame.clientWidth / 2,
    top: y - frame.clientHeight / 2,
    behavior: calm ? "instant" : "smooth",
  });
}

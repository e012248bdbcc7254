import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import type { Point } from "../api/types";
import type { Box, PageWord } from "../hooks/usePageWords";
import { act } from "../keys/shortcuts";
import { between, boxOf, contains, onPage, polygonOf, type Turn } from "./geometry";
import type { PlacedValue } from "./placedValue";
import styles from "./viewer.module.css";

interface Props {
  values: readonly PlacedValue[];
  active: string | null;
  onValue: (path: string) => void;
  words?: readonly PageWord[];
  onWord?: ((text: string, polygon: Point[]) => void) | undefined;
  onBox?: ((box: Box) => void) | undefined;
  turn: Turn;
}

const A_DRAG = 0.008; // of the page: less is a click

/**
 * The places of values, over the picture. A click on a place takes its value in hand; a click on another word, or a box
 * drawn anywhere, is offered for the value in hand. With Shift a click takes the word although a value lies there.
 */
export function PageBoxes({ values, active, onValue, words = [], onWord, onBox, turn }: Props) {
  const { t } = useTranslation("review");
  const layer = useRef<SVGSVGElement>(null);
  const [drawn, setDrawn] = useState<{ from: Point; to: Point } | null>(null);
  const [word, setWord] = useState<PageWord | null>(null);

  const placeOf = (event: PointerEvent): Point => {
    const area = layer.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return onPage([(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height], turn);
  };
  const wordAt = (point: Point): PageWord | null =>
    words.find(({ polygon }) => contains(boxOf(polygon), point)) ?? null;

  const begin = (event: PointerEvent) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault(); // the value in hand keeps the focus
    layer.current?.setPointerCapture(event.pointerId);
    setDrawn({ from: placeOf(event), to: placeOf(event) });
  };
  const move = (event: PointerEvent) => {
    const point = placeOf(event);
    setWord(onWord ? wordAt(point) : null);
    setDrawn((now) => now && { ...now, to: point });
  };
  const end = (event: PointerEvent) => {
    const box = drawn && between(drawn.from, drawn.to);
    setDrawn(null);
    if (box && onBox && box.right - box.left > A_DRAG && box.bottom - box.top > A_DRAG / 4) onBox(box);
    else if (event.button === 0) click(placeOf(event), event.shiftKey);
  };
  const click = (point: Point, evenOnValues: boolean) => {
    const value = smallestAt(values, point);
    const found = wordAt(point);
    if (value && !(evenOnValues && found && onWord) && value.path !== active) onValue(value.path);
    else if (found && onWord) onWord(found.text, polygonOf(boxOf(found.polygon)));
  };
  // One stop for the Tab key; arrows go from value to value.
  const stop = values.some(({ path }) => path === active) ? active : values[0]?.path;
  const step = (event: KeyboardEvent, index: number) => {
    const go = (by: 1 | -1) => {
      const to = layer.current?.querySelectorAll<SVGElement>("[role=button]")[index + by];
      to?.focus();
      return to !== undefined;
    };
    const done = act(event.nativeEvent, {
      next: () => go(1),
      before: () => go(-1),
      take: () => onValue(values[index]?.path ?? ""),
    });
    if (done) event.stopPropagation();
  };

  return (
    <svg
      ref={layer}
      className={styles.boxes}
      viewBox="0 0 1 1"
      preserveAspectRatio="none"
      role="group"
      aria-label={t("places")}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerLeave={() => setWord(null)}
    >
      {values.map(({ path, label, tone, polygon }, index) => (
        <polygon
          key={path}
          points={pointsOf(polygonOf(roomy(boxOf(polygon))))}
          className={styles.box}
          data-tone={tone}
          data-active={path === active || undefined}
          role="button"
          tabIndex={path === stop ? 0 : -1}
          aria-label={label}
          onKeyDown={(event) => step(event, index)}
        >
          <title>{label}</title>
        </polygon>
      ))}
      {word && <polygon points={pointsOf(word.polygon)} className={styles.word} />}
      {drawn && (
        <polygon points={pointsOf(polygonOf(between(drawn.from, drawn.to)))} className={styles.drawn} />
      )}
    </svg>
  );
}

function smallestAt(values: readonly PlacedValue[], point: Point): PlacedValue | null {
  const size = ({ polygon }: PlacedValue) => {
    const box = boxOf(polygon);
    return (box.right - box.left) * (box.bottom - box.top);
  };
  const here = values.filter(({ polygon }) => contains(boxOf(polygon), point));
  return here.sort((one, other) => size(one) - size(other))[0] ?? null;
}

/** A little larger than the print, so that the frame does not cover it. */
function roomy({ left, top, right, bottom }: Box): Box {
  return { left: left - 0.003, top: top - 0.002, right: right + 0.003, bottom: bottom + 0.002 };
}

const pointsOf = (polygon: readonly (readonly number[])[]): string =>
  polygon.map((point) => point.join(",")).join(" ");

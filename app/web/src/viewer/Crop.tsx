import type { Point } from "../api/types";
import { usePagePicture, type DocumentPath } from "../hooks/usePagePicture";
import { boxOf } from "./geometry";
import styles from "./viewer.module.css";
import { useEffect, useRef } from "react";

const HEIGHT = 34; // px of the strip
const AROUND = 0.35; // of the value's height, left and right and above

interface Props {
  document: DocumentPath;
  page: number;
  polygon: Point[];
  label: string;
}

/** A strip of the page with one value, enlarged, so that the eye need not travel. */
export function Crop({ document, page, polygon, label }: Props) {
  const { data: address } = usePagePicture(document, page);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (address === undefined || !canvas.current) return;
    const target = canvas.current;
    const picture = new Image();
    picture.onload = () => draw(target, picture, polygon);
    picture.src = address;
    return () => {
      picture.onload = null;
    };
  }, [address, polygon]);
  return <canvas ref={canvas} className={styles.crop} role="img" aria-label={label} width={0} height={0} />;
}

function draw(canvas: HTMLCanvasElement, picture: HTMLImageElement, polygon: Point[]): void {
  const box = boxOf(polygon);
  const [width, height] = [picture.naturalWidth, picture.naturalHeight];
  const high = Math.max((box.bottom - box.top) * height, 8);
  const margin = high * AROUND;
  const [left, top] = [box.left * width - margin * 2, box.top * height - margin];
  const [wide, tall] = [(box.right - box.left) * width + margin * 4, high + margin * 2];
  const lines = Math.max(1, Math.round(high / (0.016 * height))); // an address has several
  const scale = (Math.min(HEIGHT * lines, 110) * devicePixelRatio) / tall;
  canvas.width = Math.min(wide * scale, 900);
  canvas.height = tall * scale;
  canvas.style.height = `${(canvas.height / devicePixelRatio).toString()}px`;
  canvas.getContext("2d")?.drawImage(picture, left, top, wide, tall, 0, 0, wide * scale, tall * scale);
}

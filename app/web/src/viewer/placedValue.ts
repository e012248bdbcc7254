import type { Point } from "../api/types";

export type Tone = "good" | "look" | "bad" | "plain";

/** A value's place on the page. */
export interface PlacedValue {
  path: string;
  label: string;
  tone: Tone;
  polygon: Point[];
}

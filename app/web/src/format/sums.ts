/** Exact sums of decimal text. */

/** Places behind the point of the more exact one are kept: `1.5` and `2.25` are `3.75`. */
export function addDecimals(one: string, other: string): string {
  const places = Math.max(placesOf(one), placesOf(other));
  const sum = whole(one, places) + whole(other, places);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, "0");
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return sum < 0n ? `-${text}` : text;
}

function placesOf(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}

function whole(text: string, places: number): bigint {
  const [front = "0", behind = ""] = text.split(".");
  return BigInt(front + behind.padEnd(places, "0"));
}

/** How far each list was scrolled, so that the way back from an invoice leads to the row it began at. */

const places = new Map<string, number>();
const MOST = 20;

export function keepPlace(list: string, top: number): void {
  places.delete(list);
  places.set(list, top);
  const [oldest] = places.keys();
  if (places.size > MOST && oldest !== undefined) places.delete(oldest);
}

export const keptPlace = (list: string): number => places.get(list) ?? 0;

import type { ReactNode } from "react";

import styles from "./DashboardScreen.module.css";

export interface Bar {
  key: string;
  name: ReactNode;
  size: number; // of the bar; the longest of all fills its column
  cells: readonly string[];
}

interface Props {
  title: string;
  heads: readonly string[]; // of the name and of each cell
  bars: readonly Bar[];
}

/** A table of figures; a bar under each name shows how the first of them compare. */
export function BarTable({ title, heads, bars }: Props) {
  const largest = Math.max(...bars.map(({ size }) => Math.abs(size)), Number.MIN_VALUE);
  const drawn = bars.some(({ size }) => size !== 0); // else it is no comparison
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={title}>
      <table className={styles.bars}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars.map(({ key, name, size, cells }) => (
            <tr key={key}>
              <th scope="row">
                {name}
                {drawn && (
                  <span className={styles.track} aria-hidden>
                    <span className={styles.fill} style={{ width: `${(Math.abs(size) / largest) * 100}%` }} />
                  </span>
                )}
              </th>
              {cells.map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

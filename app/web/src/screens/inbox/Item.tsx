import type { ReactNode } from "react";

import { Icon, type Sign } from "../../shell/Icon";
import styles from "./InboxScreen.module.css";

interface Props {
  sign: Sign;
  tone?: "good" | "look" | "bad";
  name: ReactNode;
  label: string;
  children?: ReactNode;
}

/** One document of the list: a sign with its meaning in words, its name, and what can be done. */
export function Item({ sign, tone, name, label, children }: Props) {
  return (
    <li className={styles.item}>
      <span className={styles.sign} data-tone={tone}>
        <Icon sign={sign} />
      </span>
      <span className={styles.name}>{name}</span>
      <span className={styles.label} data-tone={tone}>
        {label}
      </span>
      <div className={styles.rest}>{children}</div>
    </li>
  );
}

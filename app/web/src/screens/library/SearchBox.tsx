import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { act, useShortcuts } from "../../keys/shortcuts";
import { Icon } from "../../shell/Icon";
import styles from "./LibraryScreen.module.css";

const PAUSE = 60; // ms without a key, so that a quick typist does not ask for every letter

interface Props {
  value: string;
  onChange: (text: string) => void;
}

/** Searches while somebody types. `/` leads here from anywhere on the screen. */
export function SearchBox({ value, onChange }: Props) {
  const { t } = useTranslation("library");
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const tell = useDebouncedCallback((next: string) => {
    setTold(next.trim());
    onChange(next.trim());
  }, PAUSE);
  if (value !== told) {
    // The address changed by other means: the way back, or all filters taken away.
    setTold(value);
    setText(value);
  }
  useShortcuts({ search: () => input.current?.focus() });
  const write = (next: string) => {
    setText(next);
    tell(next);
  };
  return (
    <TextInput
      ref={input}
      className={styles.search ?? ""}
      type="search"
      role="searchbox"
      aria-label={t("search")}
      placeholder={t("searchHint")}
      leftSection={<Icon sign="search" size={18} />}
      rightSection={
        text !== "" && <CloseButton size="sm" aria-label={t("searchClear")} onClick={() => write("")} />
      }
      value={text}
      onChange={(event) => write(event.currentTarget.value)}
      onKeyDown={(event) => act(event.nativeEvent, { undo: () => write("") })}
    />
  );
}

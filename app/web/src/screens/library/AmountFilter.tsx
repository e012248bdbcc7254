import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "../../format/useFormat";
import { act } from "../../keys/shortcuts";

interface Props {
  label: string;
  hint?: string;
  value: string; // decimal text
  onChange: (value: string) => void;
}

/** An amount as people write it; taken when the field is left or on Enter. */
export function AmountFilter({ label, hint, value, onChange }: Props) {
  const { t } = useTranslation("library");
  const format = useFormat();
  const [text, setText] = useState<string | null>(null); // while it is being typed
  const wrong = text !== null && text.trim() !== "" && format.parseNumber(text) === null;
  const take = () => {
    if (text === null || wrong) return;
    onChange(text.trim() === "" ? "" : (format.parseNumber(text) ?? ""));
    setText(null);
  };
  return (
    <TextInput
      label={label}
      description={hint}
      inputWrapperOrder={["label", "input", "description", "error"]}
      inputMode="decimal"
      autoComplete="off"
      value={text ?? format.number(value)}
      error={wrong ? t("noAmount") : null}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => act(event.nativeEvent, { accept: take })}
    />
  );
}

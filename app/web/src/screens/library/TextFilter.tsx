import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
  list?: string;
  maxLength?: number;
}

/** A filter that is typed: told after a short pause. */
export function TextFilter({ value, onChange, ...shown }: Props) {
  const [text, setText] = useState(value);
  const [told, setTold] = useState(value);
  const tell = useDebouncedCallback((next: string) => {
    setTold(next);
    onChange(next);
  }, 150);
  if (value.toLowerCase() !== told.trim().toLowerCase() && value !== told) {
    setTold(value);
    setText(value);
  }
  return (
    <TextInput
      {...shown}
      value={text}
      autoComplete="off"
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}

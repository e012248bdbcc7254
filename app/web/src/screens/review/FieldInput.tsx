import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { DOCUMENT_TYPES, shown, stored, type Kind } from "../../fields/kinds";
import { useFormat, type Format } from "../../format/useFormat";

export interface FieldKeys {
  onAccept: () => void; // Enter
  onBack: () => void; // Shift+Enter
  onUndo: () => void; // Escape, when nothing was typed
  onCandidate: (number: number) => boolean; // 1-9; false when there is no such one
}

interface Props extends FieldKeys {
  path: string;
  label: string;
  hideLabel?: boolean;
  kind: Kind;
  value: string;
  describedBy?: string | undefined;
  onFocus: () => void;
  onCommit: (value: string) => void;
  onPaste?: ((event: ClipboardEvent<HTMLElement>) => void) | undefined;
  onKey?: ((event: KeyboardEvent<HTMLElement>) => void) | undefined;
}

/**
 * One value to be looked at or typed. While the whole value is selected, as it is when the field is entered, digits
 * choose candidates; after any other key, F2 or a click they are typed.
 */
export function FieldInput(props: Props) {
  const { path, label, hideLabel = false, kind, value, onFocus, onCommit, onPaste } = props;
  const { t } = useTranslation(["review", "fields"]);
  const format = useFormat();
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const fresh = useRef(false); // entered, nothing typed yet
  const text = typed ?? shown(value, kind, format);
  const latest = useRef<string | null>(null);
  useEffect(() => {
    latest.current = typed;
  }, [typed]);

  const commit = (): boolean => {
    const now = latest.current;
    if (now === null) return true;
    const next = stored(now, kind, format);
    if (next === null) {
      setWrong(complaint(kind, format, t));
      return false;
    }
    latest.current = null;
    setTyped(null);
    setWrong(null);
    if (next !== value) onCommit(next);
    return true;
  };
  const type = (next: string) => {
    fresh.current = false;
    latest.current = next;
    setTyped(next);
  };
  const revert = (): boolean => {
    if (latest.current === null) return false;
    latest.current = null;
    setTyped(null);
    setWrong(null);
    return true;
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    props.onKey?.(event);
    if (event.defaultPrevented) return;
    if (handled(event, { ...props, commit, revert, fresh })) event.preventDefault();
  };
  const shared = {
    "data-path": path,
    "aria-label": hideLabel ? label : undefined,
    "aria-describedby": props.describedBy,
    label: hideLabel ? undefined : label,
    size: "sm" as const,
    onKeyDown,
    onBlur: () => void commit(),
    onPaste,
  };
  const enter = (target: HTMLInputElement | HTMLTextAreaElement) => {
    fresh.current = true;
    target.select();
    onFocus();
  };
  const written = {
    ...shared,
    value: text,
    error: wrong,
    spellCheck: false,
    autoComplete: "off",
    onPointerDown: () => (fresh.current = false),
  };

  if (kind === "type" || kind === "flag") {
    const options = kind === "type" ? DOCUMENT_TYPES : (["true", "false"] as const);
    const names = options.map((name) => ({
      value: name,
      label: name === "true" || name === "false" ? name : t(`fields:types.${name}`),
    }));
    return (
      <NativeSelect
        {...shared}
        value={value}
        data={[{ value: "", label: "–" }, ...names]}
        onFocus={onFocus}
        onChange={(event) => onCommit(event.currentTarget.value)}
      />
    );
  }
  if (kind === "long") {
    return (
      <Textarea
        {...written}
        autosize
        minRows={1}
        maxRows={8}
        maxLength={10_000}
        onFocus={(event) => enter(event.currentTarget)}
        onChange={(event) => type(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...written}
      inputMode={kind === "number" ? "decimal" : "text"}
      onFocus={(event) => enter(event.currentTarget)}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}

interface Inside extends FieldKeys {
  commit: () => boolean;
  revert: () => boolean;
  fresh: { current: boolean };
}

/** The keys of a field; true when the key meant something. */
function handled(event: KeyboardEvent<HTMLElement>, field: Inside): boolean {
  if (event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return false;
  if (event.key === "Enter") {
    if (event.altKey) return insertRow(event.currentTarget);
    if (field.commit()) (event.shiftKey ? field.onBack : field.onAccept)();
    return true;
  }
  if (event.key === "Escape") {
    if (!field.revert()) field.onUndo();
    reselect(event.currentTarget, field.fresh);
    return true;
  }
  if (event.key === "F2") {
    field.fresh.current = false;
    const target = event.currentTarget;
    if (target instanceof HTMLInputElement)
      target.setSelectionRange(target.value.length, target.value.length);
    return true;
  }
  if (/^[1-9]$/.test(event.key) && (field.fresh.current || event.altKey))
    return field.onCandidate(Number(event.key));
  return false;
}

/** As if the field had just been entered, once the value that came back is drawn. */
function reselect(target: HTMLElement, fresh: { current: boolean }): void {
  requestAnimationFrame(() => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) target.select();
    fresh.current = true;
  });
}

function insertRow(target: HTMLElement): boolean {
  if (!(target instanceof HTMLTextAreaElement)) return false;
  target.setRangeText("\n", target.selectionStart, target.selectionEnd, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

type Translate = ReturnType<typeof useTranslation<["review", "fields"]>>["t"];

function complaint(kind: Kind, format: Format, t: Translate): string {
  if (kind === "date") return t("invalid.date", { example: format.date("2026-12-31") });
  if (kind === "number") return t("invalid.number", { example: format.number("1234.50") });
  return t(kind === "currency" ? "invalid.currency" : kind === "time" ? "invalid.time" : "invalid.code");
}

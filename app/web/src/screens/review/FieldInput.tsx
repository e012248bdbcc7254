import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import { DOCUMENT_TYPES, shown, stored, type Kind } from "../../fields/kinds";
import { useFormat } from "../../format/useFormat";
import { act, type Does } from "../../keys/shortcuts";

/** What can be done with a value, besides typing. */
export interface FieldActions {
  onText: (text: string) => void; // was typed; what is not understood stays as text
  onLeave: (text: string) => void; // the page is left while this is being typed
  onForget: () => void; // take text away that is not understood
  onAccept: () => void;
  onBack: () => void;
  onUndo: () => void;
  onCandidate: (number: number) => boolean; // from 1; false when there is no such one
}

interface Props extends FieldActions {
  path: string;
  label: string;
  hideLabel?: boolean;
  kind: Kind;
  value: string;
  unread?: string | undefined; // text in place of the value, which is not understood
  describedBy?: string | undefined;
  onFocus: () => void;
  onPaste?: ((event: ClipboardEvent<HTMLElement>) => void) | undefined;
  keys?: Does; // further shortcuts
}

/** One value to be looked at or typed. Entered, all of it is selected: what is typed then takes its place. */
export function FieldInput(props: Props) {
  const { path, label, hideLabel = false, kind, value, unread, onFocus, onText, onLeave, onPaste } = props;
  const { t } = useTranslation(["review", "fields"]);
  const format = useFormat();
  const [typed, setTyped] = useState<string | null>(null);
  const latest = useRef<string | null>(null);
  useEffect(() => {
    latest.current = typed;
  }, [typed]);
  // Else a reload takes what is being typed with it.
  useEffect(() => {
    const leave = () => {
      if (typed !== null) onLeave(typed);
    };
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, [typed, onLeave]);
  const type = (next: string | null) => {
    latest.current = next;
    setTyped(next);
  };

  /** Hand over what was typed; false when it is not understood. */
  const commit = (): boolean => {
    const now = latest.current;
    if (now === null) return unread === undefined;
    type(null);
    onText(now);
    return stored(now, kind, format) !== null;
  };
  const revert = () => {
    if (latest.current !== null) type(null);
    else if (unread !== undefined) props.onForget();
    else props.onUndo();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.currentTarget;
    act(event.nativeEvent, {
      ...props.keys,
      accept: () => {
        if (commit()) props.onAccept();
      },
      back: () => {
        if (commit()) props.onBack();
      },
      newline: () => insertRow(target),
      undo: () => {
        revert();
        reselect(target);
      },
      candidate: (name) => {
        const chosen = props.onCandidate(Number(name.slice(-1)));
        if (chosen) type(null);
        return chosen;
      },
    });
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
    target.select();
    onFocus();
  };
  const written = {
    ...shared,
    value: typed ?? unread ?? shown(value, kind, format),
    error: unread !== undefined,
    spellCheck: false,
    autoComplete: "off",
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
        onChange={(event) => onText(event.currentTarget.value)}
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

/** As if the field had just been entered, once the value that came back is drawn. */
function reselect(target: HTMLElement): void {
  requestAnimationFrame(() => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) target.select();
  });
}

function insertRow(target: HTMLElement): boolean {
  if (!(target instanceof HTMLTextAreaElement)) return false;
  target.setRangeText("\n", target.selectionStart, target.selectionEnd, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

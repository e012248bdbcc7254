import { ActionIcon, Button } from "@mantine/core";
import { useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";

import {
  cellPath,
  rowsOf,
  splitLine,
  withLine,
  withoutLine,
  withPasted,
  type Draft,
  type Line,
} from "../../fields/draft";
import type { DraftStore } from "../../fields/DraftStore";
import { kindOf, stored } from "../../fields/kinds";
import { useFieldName } from "../../fields/useFieldName";
import { useReason } from "../../fields/useReason";
import { useFormat } from "../../format/useFormat";
import { wordsFor } from "../../i18n/dynamic";
import { Icon } from "../../shell/Icon";
import { FieldInput, type FieldKeys } from "./FieldInput";
import { Choices } from "./FieldRow";
import { stateOf, type Review } from "./review";
import styles from "./ReviewScreen.module.css";

const AT_FIRST = 100; // lines; a document may have thousands

interface Props {
  store: DraftStore;
  draft: Draft;
  review: Review;
  active: string | null;
  focus: (path: string) => void;
  onFocus: (path: string) => void;
  onCommit: (path: string, value: string) => void;
  onChoice: (path: string, number: number) => boolean;
  keysOf: (path: string) => Omit<FieldKeys, "onCandidate">;
}

/** The lines as a table to type in: add, remove, split, paste from a spreadsheet, arrows up and down. */
export function LineGrid(props: Props) {
  const { store, draft, review, focus } = props;
  const { t, i18n } = useTranslation(["review", "fields"]);
  const [all, setAll] = useState(false);
  const lines = all ? draft.lines : draft.lines.slice(0, AT_FIRST);
  const add = (key: string | null) => {
    const [next, line] = withLine(store.current(), key);
    store.change(next);
    requestAnimationFrame(() => focus(cellPath(line.key, "description")));
  };
  return (
    <section className={styles.group} aria-labelledby="lines">
      <h2 id="lines" className={styles.groupName}>
        {t("lines")}
      </h2>
      {draft.lines.length === 0 ? (
        <p className={styles.hint}>{t("noLines")}</p>
      ) : (
        <div className={styles.tableFrame} tabIndex={0} role="group" aria-labelledby="lines">
          <table className={styles.table}>
            <thead>
              <tr>
                {review.columns.map((name) => (
                  <th key={name} scope="col" data-column={name}>
                    {wordsFor(i18n, `fields:parts.${name}`) ?? name}
                  </th>
                ))}
                <th scope="col">
                  <span className="heard-only">{t("lineTools")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line, index) => (
                <LineRow key={line.key} {...props} line={line} number={index + 1} add={() => add(line.key)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className={styles.gridTools}>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<Icon sign="plus" size={16} />}
          onClick={() => add(null)}
        >
          {t("addLine")}
        </Button>
        {lines.length < draft.lines.length && (
          <Button variant="default" size="compact-md" onClick={() => setAll(true)}>
            {t("moreLines", { number: draft.lines.length })}
          </Button>
        )}
        <span className={styles.hint}>{t("pasteHint")}</span>
      </div>
    </section>
  );
}

function LineRow(props: Props & { line: Line; number: number; add: () => void }) {
  const { store, review, line, number, add, focus } = props;
  const { t } = useTranslation("review");
  const split = () => {
    const input = document.activeElement;
    const text = line.values.description ?? "";
    const at = input instanceof HTMLInputElement && input.value === text ? (input.selectionStart ?? 0) : 0;
    const [next, made] = splitLine(store.current(), line.key, at || text.length);
    store.change(next);
    if (made) requestAnimationFrame(() => focus(cellPath(made.key, "description")));
  };
  const remove = () => {
    const { lines } = store.current();
    const at = lines.findIndex(({ key }) => key === line.key);
    const neighbour = lines[at + 1] ?? lines[at - 1];
    store.change(withoutLine(store.current(), line.key));
    if (neighbour) requestAnimationFrame(() => focus(cellPath(neighbour.key, "description")));
  };
  const onKey = (event: KeyboardEvent<HTMLElement>, name: string) => {
    const does = lineKey(event, {
      add,
      split,
      remove,
      move: (by) => focusBy(store.current(), line, name, by, focus),
    });
    if (!does) return;
    event.preventDefault();
    does();
  };
  return (
    <tr>
      {review.columns.map((name) => (
        <Cell key={name} {...props} name={name} onKey={(event) => onKey(event, name)} />
      ))}
      <td className={styles.rowTools}>
        <ActionIcon variant="subtle" color="gray" aria-label={t("splitLine", { number })} onClick={split}>
          <Icon sign="split" size={16} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" aria-label={t("removeLine", { number })} onClick={remove}>
          <Icon sign="trash" size={16} />
        </ActionIcon>
      </td>
    </tr>
  );
}

interface Does {
  add: () => void;
  split: () => void;
  remove: () => void;
  move: (by: 1 | -1) => void;
}

/** By the place of the key, because Alt writes other letters on some keyboards. */
function lineKey(event: KeyboardEvent, { add, split, remove, move }: Does): (() => void) | undefined {
  if (event.altKey) return { KeyN: add, KeyS: split, Delete: remove, Backspace: remove }[event.code];
  if (event.key === "ArrowDown") return () => move(1);
  return event.key === "ArrowUp" ? () => move(-1) : undefined;
}

function focusBy(draft: Draft, line: Line, name: string, by: 1 | -1, focus: (path: string) => void): void {
  const next = draft.lines[draft.lines.findIndex(({ key }) => key === line.key) + by];
  if (next) focus(cellPath(next.key, name));
}

function Cell(
  props: Props & { line: Line; name: string; onKey: (event: KeyboardEvent<HTMLElement>) => void },
) {
  const { store, review, line, name, active, onFocus, onCommit, onChoice, keysOf, onKey } = props;
  const { t } = useTranslation("review");
  const format = useFormat();
  const fieldName = useFieldName();
  const reason = useReason();
  const path = cellPath(line.key, name);
  const field = review.fields.get(path);
  if (!field) return <td />;
  const state = stateOf(field);
  const doubtful = state === "look" || state === "bad";
  const paste = (event: ClipboardEvent) => {
    const rows = rowsOf(event.clipboardData.getData("text/plain"));
    if (!rows) return;
    event.preventDefault();
    const read = (text: string, column: string) => stored(text, kindOf(`lines.0.${column}`), format) ?? "";
    store.change(withPasted(store.current(), { key: line.key, name }, rows, review.columns, read));
  };
  const number = store.current().lines.findIndex(({ key }) => key === line.key);
  const why = `why-${path}`;
  return (
    <td data-state={state} data-column={name}>
      <FieldInput
        {...keysOf(path)}
        path={path}
        label={fieldName(`lines.${number.toString()}.${name}`)}
        hideLabel
        kind={kindOf(path)}
        value={field.value}
        describedBy={doubtful ? why : undefined}
        onFocus={() => onFocus(path)}
        onCommit={(value) => onCommit(path, value)}
        onCandidate={(choice) => onChoice(path, choice)}
        onPaste={paste}
        onKey={onKey}
      />
      {doubtful && (
        <span id={why} className="heard-only">
          {t(`state.${state}`)} {field.doubts.map(reason).join(" ")}
        </span>
      )}
      {active === path && (doubtful || field.changed) && (
        <div className={styles.cellMore}>
          {doubtful && field.doubts.map((doubt, index) => <p key={index}>{reason(doubt)}</p>)}
          <Choices field={field} onChoice={(choice) => onChoice(path, choice)} />
        </div>
      )}
    </td>
  );
}

import { ActionIcon, Button } from "@mantine/core";
import { useState, type ClipboardEvent } from "react";
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
import { useColumnName, useFieldName } from "../../fields/useFieldName";
import { useReason } from "../../fields/useReason";
import { useFormat } from "../../format/useFormat";
import { Icon } from "../../shell/Icon";
import { type Does } from "../../keys/shortcuts";
import { FieldInput } from "./FieldInput";
import { Choices } from "./FieldRow";
import { stateOf, type Review } from "./review";
import styles from "./ReviewScreen.module.css";
import type { ValueActions } from "./useFieldWork";

const AT_FIRST = 100; // lines; a document may have thousands

interface Props extends ValueActions {
  store: DraftStore;
  draft: Draft;
  review: Review;
  active: string | null;
  focus: (path: string) => void;
}

/** The lines as a table to type in: add, remove, split, paste from a spreadsheet, arrows up and down. */
export function LineGrid(props: Props) {
  const { store, draft, review, focus } = props;
  const { t } = useTranslation("review");
  const columnName = useColumnName();
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
                    {columnName(name)}
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
  const keysOf = (name: string): Does => ({
    addLine: add,
    splitLine: split,
    removeLine: remove,
    lineUp: () => focusBy(store.current(), line, name, -1, focus),
    lineDown: () => focusBy(store.current(), line, name, 1, focus),
  });
  return (
    <tr>
      {review.columns.map((name) => (
        <Cell key={name} {...props} name={name} keys={keysOf(name)} />
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

function focusBy(draft: Draft, line: Line, name: string, by: 1 | -1, focus: (path: string) => void): void {
  const next = draft.lines[draft.lines.findIndex(({ key }) => key === line.key) + by];
  if (next) focus(cellPath(next.key, name));
}

function Cell(props: Props & { line: Line; name: string; keys: Does }) {
  const { store, review, line, name, active, onFocus, onChoice, actionsOf, keys } = props;
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
    const read = (text: string, column: string) => stored(text, kindOf(`lines.0.${column}`), format);
    store.change(withPasted(store.current(), { key: line.key, name }, rows, review.columns, read));
  };
  const number = store.current().lines.findIndex(({ key }) => key === line.key);
  const why = `why-${path}`;
  return (
    <td data-state={state} data-column={name}>
      <FieldInput
        {...actionsOf(path)}
        path={path}
        label={fieldName(`lines.${number.toString()}.${name}`)}
        hideLabel
        kind={kindOf(path)}
        value={field.value}
        unread={field.unread}
        describedBy={doubtful ? why : undefined}
        onFocus={() => onFocus(path)}
        onPaste={paste}
        keys={keys}
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

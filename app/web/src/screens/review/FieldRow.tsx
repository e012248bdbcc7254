import { memo, useId } from "react";
import { useTranslation } from "react-i18next";

import type { Doubt } from "../../fields/doubts";
import { kindOf, shown } from "../../fields/kinds";
import { useReason } from "../../fields/useReason";
import { useFieldName } from "../../fields/useFieldName";
import { useFormat } from "../../format/useFormat";
import type { DocumentPath } from "../../hooks/usePagePicture";
import type { Place } from "../../fields/draft";
import { ON_MAC } from "../../keys/press";
import { Icon, type Sign } from "../../shell/Icon";
import { Crop } from "../../viewer/Crop";
import { FieldInput } from "./FieldInput";
import { choicesOf, stateOf, type FieldState, type StateName } from "./review";
import styles from "./ReviewScreen.module.css";
import type { ValueActions } from "./useFieldWork";

const SIGNS: Record<StateName, Sign | null> = {
  good: "check",
  person: "check",
  changed: "pencil",
  look: "look",
  bad: "wrong",
  empty: null,
};

interface Props extends ValueActions {
  field: FieldState;
  place: Place | null;
  document: DocumentPath;
  active: boolean;
}

/** A value: its name, what is in it, how sure that is; for a doubtful one why, its printed form, and what else it may be. */
export const FieldRow = memo(function FieldRow(props: Props) {
  const { field, place, document, active, onFocus, onChoice, actionsOf } = props;
  const { path, value, doubts } = field;
  const { t } = useTranslation("review");
  const name = useFieldName()(path);
  const id = useId();
  const state = stateOf(field);
  const doubtful = state === "look" || state === "bad";
  const open = doubtful || (active && (field.accepted || field.changed));
  const sign = SIGNS[state];
  return (
    <div className={styles.field} data-state={state} data-active={active || undefined}>
      <div className={styles.line}>
        <FieldInput
          {...actionsOf(path)}
          path={path}
          label={name}
          kind={kindOf(path)}
          value={value}
          unread={field.unread}
          describedBy={id}
          onFocus={() => onFocus(path)}
        />
        <span className={styles.state} title={t(`state.${state}`)}>
          {sign && <Icon sign={sign} size={18} />}
        </span>
      </div>
      <div id={id}>
        <span className="heard-only">{t(`state.${state}`)}</span>
        {doubtful && doubts.map((doubt, index) => <Why key={index} doubt={doubt} />)}
      </div>
      {open && place && (
        <Crop document={document} page={place.page} polygon={place.polygon} label={t("crop", { name })} />
      )}
      {(open || active) && <Choices field={field} onChoice={(number) => onChoice(path, number)} />}
    </div>
  );
});

function Why({ doubt }: { doubt: Doubt }) {
  const reason = useReason();
  return <p className={styles.why}>{reason(doubt)}</p>;
}

export function Choices({ field, onChoice }: { field: FieldState; onChoice: (number: number) => boolean }) {
  const { t } = useTranslation("review");
  const format = useFormat();
  const choices = choicesOf(field);
  if (choices.length === 0) return null;
  return (
    <div className={styles.choices} role="group" aria-label={t("candidates")}>
      {choices.map((choice, index) => (
        <button
          key={choice.value}
          type="button"
          className={styles.choice}
          onPointerDown={(event) => event.preventDefault()} // the field keeps the focus
          onClick={() => onChoice(index + 1)}
        >
          <kbd>
            {ON_MAC ? "Ctrl" : "Alt"} {index + 1}
          </kbd>
          <span className={styles.chosen}>{shown(choice.value, kindOf(field.path), format)}</span>
          {choice.candidate === null && <em>{t("asRead")}</em>}
        </button>
      ))}
    </div>
  );
}

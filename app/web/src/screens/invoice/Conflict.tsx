import { Button } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { isProblem } from "../../api/problem";
import type { FullRecord } from "../../api/types";
import type { Draft } from "../../fields/draft";
import { kindOf, shown } from "../../fields/kinds";
import { useFieldName } from "../../fields/useFieldName";
import { useFormat } from "../../format/useFormat";
import { useProblemText } from "../../hooks/useProblemText";
import form from "../review/ReviewScreen.module.css";
import { differences, LINES, merged, type Difference, type Side } from "./conflict";
import styles from "./InvoiceScreen.module.css";

interface Props {
  record: FullRecord; // as it is kept now
  mine: Draft;
  theirs: Draft;
  base: Draft;
  saving: boolean;
  error: unknown;
  onSave: (version: Draft) => void;
  onDiscard: () => void;
}

/** Somebody else saved it in the meantime: both versions side by side, and a choice for every value that differs. */
export function Conflict({ record, mine, theirs, base, saving, error, onSave, onDiscard }: Props) {
  const { t } = useTranslation("invoice");
  const format = useFormat();
  const problem = useProblemText();
  const found = useMemo(() => differences(mine, theirs, base), [mine, theirs, base]);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Side>>(new Map());
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const sideOf = ({ path, take }: Difference): Side => chosen.get(path) ?? take;
  const choose = (path: string, side: Side) => setChosen((before) => new Map(before).set(path, side));
  const save = () => onSave(merged(mine, theirs, new Map(found.map((one) => [one.path, sideOf(one)]))));
  return (
    <>
      <section className={form.form} aria-labelledby="conflict">
        <h2 id="conflict" ref={heading} tabIndex={-1} className={styles.conflictTitle}>
          {t("conflict")}
        </h2>
        <p>{t("conflictHint", { when: format.moment(record.updated_at) })}</p>
        <table className={styles.versions}>
          <thead>
            <tr>
              <th scope="col">{t("value")}</th>
              <th scope="col">{t("mine")}</th>
              <th scope="col">{t("theirs")}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((one) => (
              <Row
                key={one.path}
                difference={one}
                side={sideOf(one)}
                onChoose={(side) => choose(one.path, side)}
              />
            ))}
          </tbody>
        </table>
        {found.length === 0 && <p>{t("sameChanges")}</p>}
      </section>
      <div className={form.bar}>
        {error !== null && !isProblem(error, "stale") && (
          <p className={form.barError} role="alert">
            {problem(error).what}
          </p>
        )}
        <Button variant="default" onClick={onDiscard}>
          {t("takeTheirs")}
        </Button>
        <Button data-save loading={saving} disabled={found.length === 0} onClick={save}>
          {t("saveChosen")}
        </Button>
      </div>
    </>
  );
}

interface RowProps {
  difference: Difference;
  side: Side;
  onChoose: (side: Side) => void;
}

function Row({ difference, side, onChoose }: RowProps) {
  const { t } = useTranslation("invoice");
  const format = useFormat();
  const fieldName = useFieldName();
  const { path } = difference;
  const name = path === LINES ? t("lines") : fieldName(path);
  return (
    <tr>
      <th scope="row">{name}</th>
      {(["mine", "theirs"] as const).map((one) => (
        <td key={one} data-chosen={side === one || undefined}>
          <label className={styles.version}>
            <input
              type="radio"
              name={path}
              checked={side === one}
              aria-label={`${name}, ${t(one)}`}
              onChange={() => onChoose(one)}
            />
            <span>
              {shown(difference[one], path === LINES ? "long" : kindOf(path), format) || t("nothing")}
            </span>
          </label>
        </td>
      ))}
    </tr>
  );
}

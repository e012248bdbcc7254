import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { wordsFor } from "../i18n/dynamic";
import { cellOf, cellPath, type Draft } from "./draft";

/** The name of a value for people, from its path: `taxes.1.rate` is `Tax 2: rate`. */
export function useFieldName(): (path: string) => string {
  const { t, i18n } = useTranslation("fields");
  return useCallback(
    (path: string) => {
      const names = path.split(".");
      const known = (key: string): string | null => wordsFor(i18n, `fields:${key}`);
      const whole = known(`paths.${path.replace(/\.0(?=\.)/g, "").replaceAll(".", "_")}`);
      if (whole !== null) return whole;
      const number = names.find((name) => /^\d+$/.test(name));
      const first = known(`parts.${names[0] ?? ""}`) ?? names[0] ?? "";
      const last = known(`parts.${names.at(-1) ?? ""}`) ?? (names.at(-1) ?? "").replaceAll("_", " ");
      if (names.length === 1) return first;
      if (number === undefined) return t("inside", { first, last });
      const place = (Number(number) + 1).toString();
      return names.length === 2
        ? t("counted", { first, number: place })
        : t("row", { first, number: place, last });
    },
    [t, i18n],
  );
}

/** The same of a path of a draft, in which lines have keys. */
export function useNameIn(draft: Draft): (path: string) => string {
  const fieldName = useFieldName();
  return (path) => {
    const cell = cellOf(path);
    const line = cell ? draft.lines.findIndex(({ key }) => key === cell.key) : -1;
    return fieldName(cell && line >= 0 ? cellPath(line.toString(), cell.name) : path);
  };
}

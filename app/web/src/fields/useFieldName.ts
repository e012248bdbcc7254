import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { wordsFor } from "../i18n/dynamic";
import { cellOf, cellPath, type Draft } from "./draft";

const AFTER_ITS_HOLDER = /^… ?/;

/** The name of a value for people, from its path: `taxes.1.rate` is `Tax 2: rate %`. */
export function useFieldName(): (path: string) => string {
  const { t, i18n } = useTranslation("fields");
  return useCallback(
    (path: string) => {
      const parts = path.split(".");
      const [holder = "", number] = [parts[0], parts.find(isPlace)];
      const name = wordsFor(i18n, `names:values.${parts.filter((part) => !isPlace(part)).join("_")}`);
      if (name !== null && !AFTER_ITS_HOLDER.test(name)) return name;
      const first = wordsFor(i18n, `names:holders.${holder}`) ?? holder.replaceAll("_", " ");
      const last = name?.replace(AFTER_ITS_HOLDER, "") ?? (parts.at(-1) ?? "").replaceAll("_", " ");
      if (parts.length === 1) return first;
      if (number === undefined) return t("inside", { first, last });
      const place = (Number(number) + 1).toString();
      return parts.length === 2
        ? t("counted", { first, number: place })
        : t("row", { first, number: place, last });
    },
    [t, i18n],
  );
}

const isPlace = (part: string): boolean => /^\d+$/.test(part);

/** The heading of a column of the line grid. */
export function useColumnName(): (name: string) => string {
  const { i18n } = useTranslation("names");
  return (name) => wordsFor(i18n, `names:values.lines_${name}`)?.replace(AFTER_ITS_HOLDER, "") ?? name;
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

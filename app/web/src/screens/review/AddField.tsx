import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { ADDABLE } from "../../fields/catalog";
import { useFieldName } from "../../fields/useFieldName";
import type { Review } from "./review";

/** For what is on the paper and was not found at all. */
export function AddField({ present, onAdd }: { present: Review["fields"]; onAdd: (path: string) => void }) {
  const { t } = useTranslation("review");
  const fieldName = useFieldName();
  const missing = ADDABLE.filter((path) => !present.has(path));
  return (
    <NativeSelect
      size="sm"
      maw={280}
      aria-label={t("add")}
      value=""
      data={[
        { value: "", label: `+ ${t("add")}` },
        ...missing.map((path) => ({ value: path, label: fieldName(path) })),
      ]}
      onChange={(event) => {
        if (event.currentTarget.value) onAdd(event.currentTarget.value);
      }}
    />
  );
}

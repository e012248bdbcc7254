import { useTranslation } from "react-i18next";

import { useTitle } from "../../hooks/useTitle";
import { Loading } from "../../states/Loading";

export function LibraryScreen() {
  const { t } = useTranslation("library");
  useTitle(t("title"));
  return (
    <>
      <h1 className="heard-only">{t("title")}</h1>
      <Loading />
    </>
  );
}

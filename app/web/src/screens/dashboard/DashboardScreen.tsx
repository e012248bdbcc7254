import { useTranslation } from "react-i18next";

import { useTitle } from "../../hooks/useTitle";
import { Loading } from "../../states/Loading";

export function DashboardScreen() {
  const { t } = useTranslation("dashboard");
  useTitle(t("title"));
  return (
    <>
      <h1 className="heard-only">{t("title")}</h1>
      <Loading />
    </>
  );
}

import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { useTitle } from "../hooks/useTitle";
import { Empty } from "./Empty";

export function NotHere() {
  const { t } = useTranslation();
  useTitle(t("notHere"));
  return (
    <Empty title={t("notHere")}>
      <Anchor component={Link} to="/" underline="always">
        {t("toInbox")}
      </Anchor>
    </Empty>
  );
}

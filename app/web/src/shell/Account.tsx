import { Button, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { session } from "../auth/session";
import { Icon } from "./Icon";

export function Account({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" px={8} aria-label={t("account")}>
          <Icon sign="person" />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("signedInAs", { name })}</Menu.Label>
        <Menu.Item onClick={() => void session.signOut()}>{t("signOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { Button, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { choose, LANGUAGES, type Language } from "../i18n";
import { Icon } from "./Icon";

const NAMES: Record<Language, string> = { en: "English", vi: "Tiếng Việt" };

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" px={8} aria-label={t("language")}>
          <Icon sign="globe" />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGES.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            aria-current={i18n.language === language}
            onClick={() => void choose(language)}
          >
            {NAMES[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

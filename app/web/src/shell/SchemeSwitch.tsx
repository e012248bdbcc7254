import { Button, Menu, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Icon, type Sign } from "./Icon";

const SCHEMES: { scheme: MantineColorScheme; sign: Sign; name: "light" | "dark" | "system" }[] = [
  { scheme: "light", sign: "sun", name: "light" },
  { scheme: "dark", sign: "moon", name: "dark" },
  { scheme: "auto", sign: "system", name: "system" },
];

export function SchemeSwitch() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true }); // else it writes a <style>
  const chosen = SCHEMES.find(({ scheme }) => scheme === colorScheme);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" px={8} aria-label={t("scheme")}>
          <Icon sign={chosen?.sign ?? "system"} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map(({ scheme, sign, name }) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon sign={sign} size={16} />}
            aria-current={scheme === colorScheme}
            onClick={() => setColorScheme(scheme)}
          >
            {t(name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

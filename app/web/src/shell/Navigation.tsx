import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";

import { Icon, type Sign } from "./Icon";
import styles from "./Shell.module.css";

const PLACES = [
  { to: "/", name: "inbox" },
  { to: "/review", name: "review" },
  { to: "/library", name: "library" },
  { to: "/dashboard", name: "dashboard" },
] as const satisfies { to: string; name: Sign }[];

export function Navigation() {
  const { t } = useTranslation();
  return (
    <nav className={styles.navigation} aria-label={t("navigation")}>
      {PLACES.map(({ to, name }) => (
        <NavLink key={to} to={to} end={to === "/"} className={styles.link ?? ""}>
          <Icon sign={name} />
          {t(name)}
        </NavLink>
      ))}
    </nav>
  );
}

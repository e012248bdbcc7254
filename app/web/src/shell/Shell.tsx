import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useNavigation } from "react-router";

import { useSession } from "../auth/useSession";
import { SignedOut } from "../auth/SignedOut";
import { DropEverywhere } from "../uploads/DropEverywhere";
import { RemovalNotice } from "../invoices/RemovalNotice";
import { Account } from "./Account";
import { LanguageSwitch } from "./LanguageSwitch";
import { Navigation } from "./Navigation";
import { Notices } from "./Notices";
import { SchemeSwitch } from "./SchemeSwitch";
import styles from "./Shell.module.css";

/** The frame of every screen. A screen scrolls by itself, so that its own parts can stay in view. */
export function Shell() {
  const session = useSession();
  const navigation = useNavigation();
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  if (session.status === "starting") return null;
  if (session.status === "out") return <SignedOut failure={session.failure} />;
  return (
    <div className={styles.shell}>
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {t("skip")}
      </button>
      <header className={styles.header}>
        <span className={styles.brand}>
          <img src="/icon.svg" alt="" width={22} height={22} />
          Invoices
        </span>
        <Navigation />
        <div className={styles.tools}>
          <LanguageSwitch />
          <SchemeSwitch />
          <Account name={session.name} />
        </div>
      </header>
      <Notices expired={session.status === "expired"} />
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className={styles.main}
        aria-busy={navigation.state !== "idle"}
      >
        <DropEverywhere>
          <Outlet />
        </DropEverywhere>
      </main>
      <RemovalNotice />
    </div>
  );
}

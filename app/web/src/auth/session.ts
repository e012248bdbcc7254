/**
 * Who is signed in. Authorization code with PKCE against the issuer that `/v1/config` names: the one of this machine or
 * Amazon Cognito, by the same code. Tokens are kept for the tab (session storage), never beyond it.
 */

import { UserManager, WebStorageStateStore, type User } from "oidc-client-ts";

import type { components } from "../api/openapi";
import { problemOf, Unreachable } from "../api/problem";

type Config = components["schemas"]["Config"];

/** `expired`: was signed in, and must again before anything can be saved; work on the page goes on. */
export type SessionState =
  | { status: "starting" }
  | { status: "out"; failure: Error | null }
  | { status: "in"; name: string }
  | { status: "expired"; name: string };

const SIGNED_OUT = "signed-out"; // in session storage: the person chose to leave, do not sign in by oneself

export class Session {
  private manager: UserManager | null = null;
  private config: Config | null = null;
  private state: SessionState = { status: "starting" };
  private readonly listeners = new Set<() => void>();
  private renewal: Promise<string | null> | null = null;
  private readonly leaving = new Set<() => Promise<void>>();

  // ---- for useSyncExternalStore ----

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): SessionState => this.state;

  private become(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }

  // ---- start ----

  /** Find out who is signed in. Returns the address inside the page to go to after coming back from the issuer. */
  async start(address: URL): Promise<string | null> {
    try {
      this.config = await fetchConfig();
      this.manager = managerFor(this.config, address.origin);
      this.watch(this.manager);
      return await this.arrive(this.manager, address);
    } catch (error) {
      this.become({ status: "out", failure: error instanceof Error ? error : new Error(String(error)) });
      return null;
    }
  }

  get settings(): Config | null {
    return this.config;
  }

  private async arrive(manager: UserManager, address: URL): Promise<string | null> {
    if (address.pathname === "/signed-in") {
      const user = await manager.signinCallback(address.href);
      if (user) this.welcome(user);
      return pathInside(user?.state) ?? "/";
    }
    const kept = await manager.getUser();
    if (kept && !kept.expired) this.welcome(kept);
    else if (kept && (await this.renew()) !== null) return null;
    else if (sessionStorage.getItem(SIGNED_OUT)) this.become({ status: "out", failure: null });
    else await this.signIn(address.pathname + address.search);
    return null;
  }

  private welcome(user: User): void {
    sessionStorage.removeItem(SIGNED_OUT);
    this.become({ status: "in", name: nameOf(user) });
  }

  private watch(manager: UserManager): void {
    manager.events.addUserLoaded((user) => this.welcome(user));
    manager.events.addAccessTokenExpired(() => void this.renew());
  }

  // ---- tokens ----

  /** The access token to send, or null when nobody is signed in. */
  async accessToken(): Promise<string | null> {
    const user = await this.manager?.getUser();
    return user?.access_token ?? null;
  }

  /** A new access token, or null when the person must sign in again. Calls at the same time share one renewal. */
  renew(): Promise<string | null> {
    this.renewal ??= this.renewOnce().finally(() => (this.renewal = null));
    return this.renewal;
  }

  private async renewOnce(): Promise<string | null> {
    const before = await this.manager?.getUser();
    if (!this.manager || !before) return null;
    try {
      if (before.refresh_token) {
        const user = await this.manager.signinSilent();
        if (user) return user.access_token;
      }
    } catch (error) {
      if (error instanceof TypeError) return null; // the network is away, not the sign-in
    }
    this.become({ status: "expired", name: nameOf(before) });
    return null;
  }

  // ---- in and out ----

  /** Leave for the issuer; come back to `path`. */
  async signIn(path: string = location.pathname + location.search): Promise<void> {
    sessionStorage.removeItem(SIGNED_OUT);
    await this.manager?.signinRedirect({ state: path });
  }

  /** Who is signed in, as one text that no other person has. */
  async person(): Promise<string | null> {
    const user = await this.manager?.getUser();
    return user ? `${user.profile.iss} ${user.profile.sub}` : null;
  }

  /** Have something done, and waited for, before a person has left. */
  beforeLeaving(act: () => Promise<void>): void {
    this.leaving.add(act);
  }

  /** End the sign-in here and at the issuer. */
  async signOut(): Promise<void> {
    if (!this.manager) return;
    await Promise.all([...this.leaving].map((act) => act()));
    // Signing out works offline, too.
    await endSignIn(await this.accessToken()).catch(() => undefined);
    await this.manager.revokeTokens(["refresh_token"]).catch(() => undefined);
    sessionStorage.clear(); // drafts too: they belong to the person who leaves
    sessionStorage.setItem(SIGNED_OUT, "yes");
    const home = `${location.origin}/`;
    await this.manager.signoutRedirect({
      post_logout_redirect_uri: home,
      extraQueryParams: { logout_uri: home }, // Cognito's name for the same
    });
  }
}

/** Copies of the token do not hold any longer either. */
async function endSignIn(token: string | null): Promise<void> {
  if (token) await fetch("/v1/sign-out", { method: "POST", headers: { Authorization: `Bearer ${token}` } });
}

async function fetchConfig(): Promise<Config> {
  let response: Response;
  try {
    response = await fetch("/v1/config");
  } catch (error) {
    throw new Unreachable(error);
  }
  if (!response.ok) throw problemOf(response, null);
  return (await response.json()) as Config;
}

function managerFor(config: Config, origin: string): UserManager {
  const forThisTab = new WebStorageStateStore({ store: sessionStorage });
  return new UserManager({
    authority: config.sign_in.issuer,
    client_id: config.sign_in.client_id,
    redirect_uri: `${origin}/signed-in`,
    response_type: "code",
    scope: ["openid", ...config.sign_in.scopes].join(" "),
    userStore: forThisTab,
    stateStore: forThisTab,
    automaticSilentRenew: true,
    loadUserInfo: false,
    monitorSession: false,
  });
}

function nameOf(user: User): string {
  const { name, email, sub } = user.profile;
  const cognito = user.profile["cognito:username"];
  return name ?? email ?? (typeof cognito === "string" ? cognito : sub);
}

/** Only an address of this page: a foreign one in the state would be an open redirect. */
export function pathInside(state: unknown): string | null {
  if (typeof state !== "string" || !state.startsWith("/") || /^\/[/\\]/.test(state)) return null;
  return state.startsWith("/signed-in") ? null : state;
}

export const session = new Session();

import { AsyncLocalStorage } from "node:async_hooks";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { closeServices } from "#app/_services/database.ts";
import { createInvitation } from "#app/_services/invitations/create-invitation.ts";
import { createInvitationInput } from "#app/_services/invitations/invitation.ts";
import { findPerson } from "#app/_services/user-sessions/find-person.ts";
import { newPerson, newTenant, openHouse } from "#test/api/house.ts";
import { CLIENT, startIssuer } from "./oidc-issuer.ts";

/** Signing in by a real OpenID provider, through the routes that the browser goes through. */

const current = new AsyncLocalStorage<Request>();

vi.mock("next/headers", () => {
  const head = () => new Headers(current.getStore()?.headers);
  return {
    headers: async () => head(),
    cookies: async () => ({
      get(name: string) {
        const found = new RegExp(`(?:^|; )${name}=([^;]*)`).exec(head().get("cookie") ?? "");
        return found?.[1] === undefined ? undefined : { value: found[1] };
      },
      set() {},
      delete() {},
    }),
  };
});

const provider = await startIssuer();
afterAll(() => provider.close());
const database = await openHouse({
  OIDC_ISSUER: provider.issuer,
  OIDC_CLIENT_ID: CLIENT.id,
  OIDC_CLIENT_SECRET: CLIENT.secret,
});
const { handlers } = await import("#app/_auth/session.ts");

const HOST = "http://console.test";

/** A browser as far as cookies and redirects go. */
class Browser {
  readonly jar = new Map<string, string>();

  async open(method: "GET" | "POST", path: string, body?: URLSearchParams): Promise<Response> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const request = new Request(new URL(path, HOST), {
      method,
      headers: {
        cookie,
        host: "console.test",
        "user-agent": "test",
        "x-forwarded-for": "203.0.113.1",
        "x-forwarded-proto": "http",
      },
      ...(body === undefined ? {} : { body }),
    });
    const response: Response = await current.run(request, () => handlers[method](request as never));
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "" || /max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return response;
  }

  /** To the provider, and back to the path and query that the provider sends it to. */
  async toProvider(): Promise<string> {
    const { csrfToken } = await (await this.open("GET", "/api/auth/csrf")).json();
    const form = new URLSearchParams({ csrfToken, callbackUrl: `${HOST}/wanted` });
    const away = (await this.open("POST", "/api/auth/signin/oidc", form)).headers.get("location") ?? "";
    const back = await fetch(away, { redirect: "manual" });
    const url = new URL(back.headers.get("location") ?? "");
    return url.pathname + url.search;
  }

  /** @returns where the console sends the browser in the end */
  async signIn(): Promise<string> {
    const response = await this.open("GET", await this.toProvider());
    return (response.headers.get("location") ?? "").replace(HOST, "");
  }

  /** Who is signed in. */
  async person() {
    const { userSessionId } = (await (await this.open("GET", "/api/auth/session")).json()) ?? {};
    return findPerson(userSessionId ?? "", undefined);
  }
}

beforeEach(() => {
  provider.state.tamper = {};
  provider.state.refused = [];
});

async function withSignup(signup: string): Promise<void> {
  await closeServices();
  process.env.SIGNUP = signup;
}

const says = (identity: object) => {
  provider.state.identity = { sub: "nobody", email_verified: true, ...identity };
};

describe("somebody whom the provider knows", () => {
  test("gets an account and comes back to it, whatever e-mail they have next time", async () => {
    says({ sub: "grace", email: "Grace@Example.com", name: "Grace Hopper" });
    const first = new Browser();
    expect(await first.signIn()).toBe("/wanted");
    const person = await first.person();
    expect(person).toMatchObject({ email: "grace@example.com", name: "Grace Hopper" });
    says({ sub: "grace", email: "other@example.com", email_verified: false });
    const again = new Browser();
    expect(await again.signIn()).toBe("/wanted");
    expect((await again.person())?.id).toBe(person?.id);
    const [row] = await database.sql`select method, address from user_sessions where user_id = ${person?.id ?? ""}`;
    expect(row).toEqual({ method: "oidc", address: "203.0.113.1" });
  });

  test("meets their account by an e-mail that both sides have checked", async () => {
    const here = await newPerson("checked");
    await database.sql`update users set email_verified_at = now() where id = ${here.id}`;
    says({ sub: "checked", email: "checked@example.com" });
    const browser = new Browser();
    await browser.signIn();
    expect((await browser.person())?.id).toBe(here.id);
  });

  test.each([
    [
      "an account whose e-mail nobody has checked here",
      "unlinked",
      { sub: "taken-over", email: "squatted@example.com" },
    ],
    ["an e-mail that the provider has not checked", "unverified", { email: "x@example.com", email_verified: false }],
    ["no e-mail", "unverified", {}],
    ["an e-mail that is none", "unverified", { email: "x" }],
  ])("is not let into %s", async (_, refusal, identity) => {
    if (refusal === "unlinked") await newPerson("squatted");
    says(identity);
    const browser = new Browser();
    expect(await browser.signIn()).toBe(`/sign-in?refused=${refusal}`);
    expect(await browser.person()).toBeUndefined();
  });

  test("links the provider with their account while signed in to it, and with no other", async () => {
    await newPerson("linker");
    says({ sub: "first", email: "first@example.com" });
    const browser = new Browser();
    await browser.signIn();
    const person = await browser.person();
    says({ sub: "second", email_verified: false });
    expect(await browser.signIn()).toBe("/wanted");
    expect((await browser.person())?.userSessionId).toBe(person?.userSessionId);
    const elsewhere = new Browser();
    await elsewhere.signIn();
    expect((await elsewhere.person())?.id).toBe(person?.id);
    says({ sub: "grace" });
    expect(await elsewhere.signIn()).toBe("/account?refused=taken");
    expect((await elsewhere.person())?.id).toBe(person?.id);
  });
});

describe("sign-up", () => {
  test("by invitation wants one", async () => {
    const { owner } = await newTenant("acme");
    await withSignup("invite");
    says({ sub: "guest", email: "guest@example.com" });
    expect(await new Browser().signIn()).toBe("/sign-in?refused=notInvited");
    const forOther = createInvitationInput.parse({ role: "viewer", email: "somebody-else@example.com" });
    const forAnybody = createInvitationInput.parse({ role: "viewer" });
    for (const [input, wanted] of [
      [forOther, "/sign-in?refused=notInvited"],
      [forAnybody, "/wanted"],
    ] as const) {
      const browser = new Browser();
      const { link } = await createInvitation(owner, input);
      browser.jar.set("hato-invitation", link.split("/").at(-1) ?? "");
      expect(await browser.signIn()).toBe(wanted);
    }
  });

  test("closed lets in only whom it knows", async () => {
    await withSignup("closed");
    says({ sub: "stranger", email: "stranger@example.com" });
    expect(await new Browser().signIn()).toBe("/sign-in?refused=closed");
    says({ sub: "grace" });
    expect(await new Browser().signIn()).toBe("/wanted");
    await withSignup("open");
  });
});

describe("what comes back from the provider is believed only", () => {
  const refused = async (browser: Browser, path: string) => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const response = await browser.open("GET", path);
    vi.restoreAllMocks();
    expect(response.headers.get("location")).toMatch(/\/sign-in\?error=/);
    expect(await browser.person()).toBeUndefined();
  };

  test("with the state of this browser", async () => {
    says({ sub: "grace" });
    const [victim, attacker] = [new Browser(), new Browser()];
    await victim.toProvider();
    await refused(victim, await attacker.toProvider());
    await refused(new Browser(), await attacker.toProvider());
  });

  test("with the verifier of this browser", async () => {
    says({ sub: "grace" });
    const [victim, attacker] = [new Browser(), new Browser()];
    const path = new URL(await victim.toProvider(), HOST);
    const stolen = new URL(await attacker.toProvider(), HOST).searchParams.get("code") ?? "";
    path.searchParams.set("code", stolen);
    await refused(victim, path.pathname + path.search);
    expect(provider.state.refused).toEqual(["verifier"]);
  });

  test.each(["nonce", "aud", "iss"] as const)("with the right %s in its token", async (claim) => {
    says({ sub: "grace" });
    provider.state.tamper = { [claim]: "another" };
    const browser = new Browser();
    await refused(browser, await browser.toProvider());
  });
});

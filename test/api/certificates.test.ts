import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { AUTHORITIES_PER_TENANT_MAX, CERTIFICATES_PER_DEVICE_MAX } from "#core/certificate.ts";
import { Pkcs10CertificateRequestGenerator } from "#db/x509/peculiar.ts";
import { makeSigningKeys, SIGNING_ALGORITHM } from "#db/x509/signing-key.ts";
import { makeForeignAuthority, makeLeaf } from "#test/certificates.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

const database = await openHouse();
let key: string;
let deviceId: string;

beforeAll(async () => {
  const { owner } = await newTenant("acme");
  key = await newKey(owner, "admin");
  deviceId = await newDevice("pump");
});

async function newDevice(name: string): Promise<string> {
  return (await ask("POST", "/devices", { key, body: { name } })).body.device.id;
}

const add = (body: unknown, id = deviceId) => ask("POST", `/devices/${id}/certificates`, { key, body });
const trust = (body: unknown) => ask("POST", "/certificate-authorities", { key, body });

async function request(): Promise<string> {
  const keys = await makeSigningKeys();
  const params = { name: "CN=any", keys, signingAlgorithm: SIGNING_ALGORITHM };
  return (await Pkcs10CertificateRequestGenerator.create(params)).toString("pem");
}

describe("authorities", () => {
  test("made by Hato: the certificate is shown, the key is nowhere to be seen", async () => {
    const { status, body, headers, text } = await trust({ name: '工場 #1, "A"' });
    expect(status).toBe(201);
    const { certificateAuthority } = body;
    expect(certificateAuthority).toMatchObject({ kind: "made", mapping: "none", status: "active", certificates: 0 });
    expect(headers.get("location")).toBe(`/api/v1/certificate-authorities/${certificateAuthority.id}`);
    expect(text).not.toContain("PRIVATE");
    const certificate = new X509Certificate(certificateAuthority.pem);
    expect(certificate.ca).toBe(true);
    expect(certificate.checkIssued(certificate)).toBe(true);
    const [row] = await database.sql`
      select sealed_key from certificate_authorities where id = ${certificateAuthority.id}`;
    expect(Buffer.from(row?.sealed_key ?? "PRIVATE").includes("PRIVATE")).toBe(false);
    const found = await ask("GET", `/certificate-authorities/${certificateAuthority.id}`, { key });
    expect(found.body).toEqual(body);
    const [entry] = (await ask("GET", "/audit?limit=1", { key })).body.data;
    expect(entry).toMatchObject({ action: "certificateAuthority.create", target: certificateAuthority.name });
    expect(JSON.stringify(entry)).not.toContain("PRIVATE");
  });

  test("uploaded with those above it, in order", async () => {
    const root = await makeForeignAuthority("Root");
    const issuing = await makeForeignAuthority("Issuing", { above: root });
    const certificate = issuing.certificate + root.certificate;
    const { status, body } = await trust({ name: "ours", certificate, mapping: "cn" });
    expect(status).toBe(201);
    expect(body.certificateAuthority).toMatchObject({ kind: "uploaded", mapping: "cn", subject: "CN=Issuing" });
    const again = await trust({ name: "again", certificate: issuing.certificate });
    expect(again).toMatchObject({
      status: 409,
      body: { error: { issues: [{ path: ["certificate"], code: "taken" }] } },
    });
    // Trust ended, it may be trusted anew.
    await ask("DELETE", `/certificate-authorities/${body.certificateAuthority.id}`, { key });
    const ended = await ask("GET", `/certificate-authorities/${body.certificateAuthority.id}`, { key });
    expect(ended.body.certificateAuthority).toMatchObject({ status: "untrusted", endedAt: expect.any(String) });
    expect((await trust({ name: "again", certificate: issuing.certificate })).status).toBe(201);
  });

  test("what cannot be trusted is refused at its field, in words", async () => {
    const [one, other] = [await makeForeignAuthority("One"), await makeForeignAuthority("Other")];
    const cases = {
      certificateNotAuthority: (await makeLeaf(undefined)).certificate,
      certificateExpired: (await makeForeignAuthority("Old", { to: -0.5 })).certificate,
      certificateNotYetValid: (await makeForeignAuthority("New", { from: 0.5 })).certificate,
      certificateChainBroken: one.certificate + other.certificate,
      certificateIsPrivateKey: one.certificate + one.key,
      certificateIsRequest: await request(),
      certificateMalformed: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
      certificateTooMany: one.certificate.repeat(6),
      certificateTooLarge: `${one.certificate}${" ".repeat(33_000)}`,
      certificateEmpty: "  ",
    };
    for (const [code, certificate] of Object.entries(cases)) {
      const { status, body } = await trust({ name: "bad", certificate });
      expect([code, status, body.error.issues]).toEqual([
        code,
        400,
        [{ path: ["certificate"], code, message: expect.stringMatching(/^(?:is|holds|has|must) /) }],
      ]);
    }
    expect(await trust({ name: "made", mapping: "cn" })).toMatchObject({
      status: 400,
      body: { error: { issues: [{ path: ["mapping"] }] } },
    });
  });

  test("are few", async () => {
    const { owner } = await newTenant("many");
    key = await newKey(owner, "admin");
    for (let i = 0; i < AUTHORITIES_PER_TENANT_MAX; i++) expect((await trust({ name: `${i}` })).status).toBe(201);
    expect((await trust({ name: "one more" })).status).toBe(409);
    const { data } = (await ask("GET", "/certificate-authorities", { key })).body;
    await ask("DELETE", `/certificate-authorities/${data[0].id}`, { key });
    expect((await trust({ name: "one more" })).status).toBe(201);
    deviceId = await newDevice("pump");
  });
});

describe("certificates", () => {
  test("issued with a key that is in this answer alone", async () => {
    const { status, body } = await add({ days: 30 });
    expect(status).toBe(201);
    const [leaf = "", authority = ""] = body.pem.split(/(?<=-----END CERTIFICATE-----\n)/);
    const certificate = new X509Certificate(leaf);
    expect(certificate.verify(new X509Certificate(authority).publicKey)).toBe(true);
    expect(body.certificate.fingerprint).toBe(certificate.fingerprint256.replaceAll(":", "").toLowerCase());
    const days = (Date.parse(body.certificate.notAfter) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30);
    const { privateKey } = body;
    expect(privateKey).toContain("BEGIN PRIVATE KEY");
    const everything = await database.sql`select * from device_certificates, certificate_authorities, audit`;
    expect(JSON.stringify(everything)).not.toContain(privateKey.slice(60, 120));
  });

  test("a certificate ends no later than its authority", async () => {
    await database.sql`update certificate_authorities set not_after = now() - interval '1 day'`;
    // None is left that can sign; the tenant is full of them.
    expect((await add({})).status).toBe(409);
    const { data } = (await ask("GET", "/certificate-authorities", { key })).body;
    expect(data.at(-1).status).toBe("expired");
    for (const { id } of data.slice(0, 2)) await ask("DELETE", `/certificate-authorities/${id}`, { key });
    const { body } = await add({ days: 3650 });
    const authority = await ask("GET", `/certificate-authorities/${body.certificate.authorityId}`, { key });
    expect(authority.body.certificateAuthority.name).toBe("Devices");
    expect(body.certificate.notAfter < authority.body.certificateAuthority.notAfter).toBe(true);
  });

  test("issued for a request: only its key is taken", async () => {
    const { body } = await add({ csr: await request() });
    expect(body.privateKey).toBeNull();
    expect(body.certificate.subject).toBe("CN=pump");
  });

  test("a request that does not hold is refused at its field", async () => {
    const good = await request();
    const lines = good.split("\n");
    const last = lines.length - 2;
    // One bit of the signature.
    const der = Buffer.from(lines.slice(1, -1).join(""), "base64");
    der[der.length - 3] = (der[der.length - 3] ?? 0) ^ 1;
    const forged = `${lines[0]}\n${der.toString("base64")}\n${lines[last + 1]}`;
    const cases = {
      requestSignature: forged,
      requestMalformed: good.replace("REQUEST-----\n", "REQUEST-----\nAAAA").slice(0),
      certificateIsPrivateKey: `${good}\n-----BEGIN PRIVATE KEY-----`,
    };
    for (const [code, csr] of Object.entries(cases)) {
      const { status, body } = await add({ csr });
      expect([status, body.error.issues[0]]).toMatchObject([400, { path: ["csr"], code }]);
    }
    const { certificate } = await makeLeaf(undefined);
    expect((await add({ csr: certificate })).body.error.issues[0]).toMatchObject({
      path: ["csr"],
      code: "requestMalformed",
    });
    for (const body of [
      { csr: good, certificate },
      { certificate, days: 3 },
      { days: 0 },
      { days: 4_000 },
      { authorityId: "x" },
    ]) {
      expect((await add(body)).status).toBe(400);
    }
  });

  test("registered once in the tenant, and ending with the authority that signed it", async () => {
    const authority = await makeForeignAuthority("Theirs");
    const { certificate } = await makeLeaf(authority);
    await ask(
      "DELETE",
      `/certificate-authorities/${(await ask("GET", "/certificate-authorities", { key })).body.data[2].id}`,
      { key },
    );
    const { id } = (await trust({ name: "theirs", certificate: authority.certificate })).body.certificateAuthority;
    const { body } = await add({ certificate });
    expect(body).toMatchObject({ certificate: { origin: "registered", authorityId: id }, privateKey: null });
    expect((await add({ certificate }, await newDevice("second"))).status).toBe(409);
    await ask("DELETE", `/certificate-authorities/${id}`, { key });
    const read = await ask("GET", `/certificates/${body.certificate.id}`, { key });
    expect(read.body.certificate.status).toBe("untrusted");
  });

  test("revoked, it is in the list as that and cannot be registered again", async () => {
    const { certificate } = await makeLeaf(undefined);
    const device = await newDevice("revoked");
    const { id } = (await add({ certificate }, device)).body.certificate;
    expect((await ask("DELETE", `/certificates/${id}`, { key })).status).toBe(204);
    expect((await ask("DELETE", `/certificates/${id}`, { key })).status).toBe(204);
    const { data } = (await ask("GET", `/devices/${device}/certificates`, { key })).body;
    expect(data).toMatchObject([{ id, status: "revoked", deviceName: "revoked" }]);
    const again = await add({ certificate }, await newDevice("other"));
    expect(again).toMatchObject({ status: 409 });
    await ask("DELETE", `/devices/${device}`, { key });
    expect((await add({ certificate }, await newDevice("revoked"))).body.error.issues[0].code).toBe("revoked");
  });

  test("are so many a device, live ones", async () => {
    const device = await newDevice("collector");
    await database.sql`
      insert into device_certificates (tenant_id, id, device_id, origin, subject, issuer, serial_number, fingerprint,
        not_before, not_after)
      select tenant_id, 'crt_' || n, id, 'registered', '', '', '', n::text::bytea, now(), date_trunc('second', now()) + interval '1 day'
      from devices, generate_series(1, ${CERTIFICATES_PER_DEVICE_MAX}) n where id = ${device}`;
    expect((await add({}, device)).status).toBe(409);
    await database.sql`update device_certificates set not_after = date_trunc('second', now()) where id = 'crt_1'`;
    expect((await add({}, device)).status).toBe(201);
  });

  test("of all devices, those that end first coming first, page by page and by status", async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query = `/certificates?limit=20${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const { body } = await ask("GET", query, { key });
      for (const { id, notAfter } of body.data) seen.push(`${notAfter} ${id}`);
      cursor = body.nextCursor;
    }
    expect(seen).toEqual([...seen].sort());
    expect(new Set(seen).size).toBe(seen.length);
    const [row] = await database.sql`
      select count(*)::int as all from device_certificates c join devices d on d.id = c.device_id
      where c.tenant_id = (select tenant_id from devices where id = ${deviceId})`;
    expect(seen).toHaveLength(row?.all);
    for (const status of ["active", "expired", "revoked", "untrusted"]) {
      const { data } = (await ask("GET", `/certificates?status=${status}&limit=200`, { key })).body;
      expect(new Set(data.map((one: { status: string }) => one.status))).toEqual(
        new Set(data.length === 0 ? [] : [status]),
      );
    }
    const { data } = (await ask("GET", "/certificates?search=ollect&status=expiring&withinDays=2&limit=200", { key }))
      .body;
    expect(data).toHaveLength(CERTIFICATES_PER_DEVICE_MAX - 1);
  });
});

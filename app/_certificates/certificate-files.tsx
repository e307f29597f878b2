"use client";

import { Download, FileKey, FileText, ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Addresses } from "../_connect/addresses.ts";
import type { DeviceView } from "../_services/devices/device.ts";
import { buttonStyle } from "../_ui/button.tsx";
import { CodeBlock } from "../_ui/code-block.tsx";
import { fileName, textFile } from "./pem-text.ts";

/** What became of it, as the page holds it. */
export interface AddedFiles {
  /** The certificate and, if Hato issued it, its authority. */
  readonly pem: string;
  /** Made in this page; undefined when it is somewhere else. */
  readonly key: string | undefined;
  readonly registered: boolean;
}

interface CertificateFilesProps {
  readonly files: AddedFiles;
  readonly device: DeviceView;
  readonly addresses: Addresses;
}

/** The files that the device needs, and a command that uses them. Made in the browser: nothing is sent anywhere. */
export function CertificateFiles({ files, device, addresses }: CertificateFilesProps) {
  const t = useTranslations("certificates.add");
  const base = fileName(device.name);
  const names = { certificate: `${base}.pem`, key: `${base}-key.pem` };
  const { authority } = addresses;
  return (
    <div className="flex flex-col gap-4">
      <ul className="divide-y rounded-lg border">
        {files.registered ? null : (
          <FileRow
            icon={<FileText aria-hidden />}
            name={names.certificate}
            what={t("fileCertificate")}
            text={t("fileCertificateText")}
            href={textFile(files.pem)}
          />
        )}
        {files.key === undefined ? null : (
          <FileRow
            icon={<FileKey aria-hidden className="text-accent-text" />}
            name={names.key}
            what={t("fileKey")}
            text={t("fileKeyText")}
            href={textFile(files.key)}
            primary
          />
        )}
        {authority === undefined ? null : (
          <FileRow
            icon={<ShieldCheck aria-hidden />}
            name={authority.fileName}
            what={t("fileAuthority")}
            text={t("fileAuthorityText")}
            href={textFile(authority.pem)}
          />
        )}
      </ul>
      <div className="flex flex-col gap-1.5">
        <h3 className="text-sm font-medium">{t("try")}</h3>
        <CodeBlock code={command(names, device, addresses, files.registered)} />
      </div>
    </div>
  );
}

interface FileRowProps {
  readonly icon: ReactNode;
  readonly name: string;
  readonly what: ReactNode;
  readonly text: ReactNode;
  readonly href: string;
  readonly primary?: boolean;
}

function FileRow({ icon, name, what, text, href, primary = false }: FileRowProps) {
  const t = useTranslations("certificates.add");
  return (
    <li className="flex items-center gap-3 px-3 py-2 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted">
      {icon}
      <span className="min-w-0 flex-1">
        <code className="block truncate font-mono text-xs">{name}</code>
        <span className="block text-xs text-muted">
          {what} · {text}
        </span>
      </span>
      <a
        className={buttonStyle({ size: "sm", variant: primary ? "primary" : "secondary" })}
        download={name}
        href={href}
        aria-label={t("download", { file: name })}
      >
        <Download aria-hidden />
      </a>
    </li>
  );
}

/** For a shell: device names have no character that one would mind. */
function command(
  names: { readonly certificate: string; readonly key: string },
  { name, username }: DeviceView,
  { host, ports, authority }: Addresses,
  registered: boolean,
): string {
  return [
    `mosquitto_pub -h ${host} -p ${ports.tls} ${authority === undefined ? "--tls-use-os-certs" : `--cafile ${authority.fileName}`}`,
    `  --cert ${names.certificate} --key ${names.key}`,
    // Hato's own certificates say whose they are.
    ...(registered ? [`  -u ${username}`] : []),
    `  -t ${name}/state -m on`,
  ].join(" \\\n");
}

"use client";

import { Copy, EllipsisVertical, FileInput, FileOutput, Pencil, Plus, Search, Settings2, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Badge } from "../../_ui/badge.tsx";
import { Button } from "../../_ui/button.tsx";
import { Card } from "../../_ui/card.tsx";
import { classes } from "../../_ui/classes.ts";
import { ConfirmDialog } from "../../_ui/confirm-dialog.tsx";
import { Dialog, DialogActions, DialogClose } from "../../_ui/dialog.tsx";
import { Field } from "../../_ui/field.tsx";
import { Input } from "../../_ui/input.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../_ui/menu.tsx";
import { type ConnectionProfile, NAME_CHARS_MAX } from "../connections/profile-schema.ts";
import type { ConnectionSummary } from "../connections/workspace.ts";
import { STATUS_MARK } from "./connection-bar.tsx";

/** Fewer are seen at a glance. */
const SEARCH_FROM = 8;
/** A badge need not grow. */
const UNREAD_SHOWN_MAX = 999;

interface ConnectionListProps {
  readonly connections: readonly ConnectionSummary[];
  readonly openId: string | undefined;
  readonly onOpen: (id: string) => void;
  readonly onAdd: () => void;
  readonly onEdit: (profile: ConnectionProfile) => void;
  readonly onRename: (profile: ConnectionProfile, name: string) => void;
  readonly onDuplicate: (profile: ConnectionProfile) => void;
  readonly onRemove: (id: string) => Promise<void>;
  readonly onImport: () => void;
  readonly onExport: () => void;
}

/** The page's connections: which is open, which are online, and what came unseen. */
export function ConnectionList(props: ConnectionListProps) {
  const { connections, openId, onOpen, onAdd, onEdit, onRename, onDuplicate, onRemove, onImport, onExport } = props;
  const t = useTranslations("connections");
  const [search, setSearch] = useState("");
  const [renaming, setRenaming] = useState<ConnectionProfile>();
  const [removing, setRemoving] = useState<ConnectionProfile>();
  const wanted = search.trim().toLowerCase();
  const shown = connections.filter(({ profile }) => profile.name.toLowerCase().includes(wanted));
  return (
    <Card aria-labelledby="connections-title">
      <div className="flex items-center justify-between gap-2 py-2 pr-2 pl-3">
        <h2 id="connections-title" className="text-sm font-semibold">
          {t("title")}
        </h2>
        <span className="flex">
          <Button variant="quiet" size="iconSm" aria-label={t("add")} title={t("add")} onClick={onAdd}>
            <Plus aria-hidden />
          </Button>
          <Menu
            trigger={
              <Button variant="quiet" size="iconSm" aria-label={t("more")}>
                <EllipsisVertical aria-hidden />
              </Button>
            }
          >
            <MenuItem onClick={onImport}>
              <FileInput aria-hidden />
              {t("importMenu")}
            </MenuItem>
            <MenuItem onClick={onExport}>
              <FileOutput aria-hidden />
              {t("exportMenu")}
            </MenuItem>
          </Menu>
        </span>
      </div>
      {connections.length < SEARCH_FROM ? null : (
        <span className="relative mx-2 mb-2 block">
          <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-faint" />
          <Input
            type="search"
            className="pl-8"
            aria-label={t("search")}
            placeholder={t("search")}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </span>
      )}
      <ul aria-labelledby="connections-title" className="max-h-[calc(100dvh-9rem)] overflow-y-auto border-t">
        {shown.map((summary) => (
          <ConnectionItem
            key={summary.profile.id}
            summary={summary}
            current={summary.profile.id === openId}
            onOpen={() => onOpen(summary.profile.id)}
            onEdit={() => onEdit(summary.profile)}
            onRename={() => setRenaming(summary.profile)}
            onDuplicate={() => onDuplicate(summary.profile)}
            onRemove={() => setRemoving(summary.profile)}
          />
        ))}
        {shown.length === 0 ? <li className="px-3 py-4 text-sm text-muted">{t("noneFound")}</li> : null}
      </ul>
      {renaming === undefined ? null : (
        <RenameDialog
          profile={renaming}
          taken={connections.filter(({ profile }) => profile.id !== renaming.id).map(({ profile }) => profile.name)}
          onClose={() => setRenaming(undefined)}
          onRename={(name) => onRename(renaming, name)}
        />
      )}
      <ConfirmDialog
        open={removing !== undefined}
        onOpenChange={(open) => (open ? undefined : setRemoving(undefined))}
        title={t("removeTitle", { name: removing?.name ?? "" })}
        description={t("removeText")}
        confirm={t("remove")}
        run={async () => {
          if (removing !== undefined) await onRemove(removing.id);
          return { ok: true };
        }}
      />
    </Card>
  );
}

interface ConnectionItemProps {
  readonly summary: ConnectionSummary;
  readonly current: boolean;
  readonly onOpen: () => void;
  readonly onEdit: () => void;
  readonly onRename: () => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
}

function ConnectionItem(props: ConnectionItemProps) {
  const { summary, current, onOpen, onEdit, onRename, onDuplicate, onRemove } = props;
  const t = useTranslations("connections");
  const { profile, status, unread } = summary;
  return (
    <li className={classes("flex items-center border-b last:border-b-0", current && "bg-accent-soft")}>
      <button
        type="button"
        aria-current={current || undefined}
        className="flex min-h-9 min-w-0 flex-1 items-center gap-2 py-1.5 pl-3 text-left text-sm outline-offset-[-2px] hover:underline"
        onClick={onOpen}
      >
        <span aria-hidden className={classes("size-2 shrink-0 rounded-full", STATUS_MARK[status])} />
        <span className={classes("min-w-0 flex-1 truncate", current && "font-medium")} title={profile.name}>
          {profile.name}
        </span>
        <span className="sr-only">{t(status === "online" ? "online" : "offline")}</span>
        {unread === 0 ? null : (
          <Badge tone="accent">
            <span aria-hidden>{unread > UNREAD_SHOWN_MAX ? `${UNREAD_SHOWN_MAX}+` : unread}</span>
            <span className="sr-only">{t("unread", { count: unread })}</span>
          </Badge>
        )}
      </button>
      <Menu
        trigger={
          <Button variant="quiet" size="iconSm" className="mx-1" aria-label={t("actions", { name: profile.name })}>
            <EllipsisVertical aria-hidden />
          </Button>
        }
      >
        <MenuItem onClick={onEdit}>
          <Settings2 aria-hidden />
          {t("edit")}
        </MenuItem>
        <MenuItem onClick={onRename}>
          <Pencil aria-hidden />
          {t("rename")}
        </MenuItem>
        <MenuItem onClick={onDuplicate}>
          <Copy aria-hidden />
          {t("duplicate")}
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger onClick={onRemove}>
          <Trash2 aria-hidden />
          {t("remove")}
        </MenuItem>
      </Menu>
    </li>
  );
}

interface RenameDialogProps {
  readonly profile: ConnectionProfile;
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onRename: (name: string) => void;
}

function RenameDialog({ profile, taken, onClose, onRename }: RenameDialogProps) {
  const t = useTranslations("connections");
  const tCommon = useTranslations("common");
  const [name, setName] = useState(profile.name);
  const [error, setError] = useState<string>();
  function submit(event: FormEvent) {
    event.preventDefault();
    const trimmed = name.trim();
    if (trimmed === "") return setError(t("fault.nameMissing"));
    if (taken.includes(trimmed)) return setError(t("fault.nameTaken"));
    onRename(trimmed);
    onClose();
  }
  return (
    <Dialog open onOpenChange={onClose} title={t("rename")}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <Field name="name" label={t("field.name")} error={error}>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={NAME_CHARS_MAX}
              autoComplete="off"
              onChange={(event) => {
                setName(event.target.value);
                setError(undefined);
              }}
            />
          )}
        </Field>
        <DialogActions>
          <DialogClose render={<Button>{tCommon("cancel")}</Button>} />
          <Button type="submit" variant="primary">
            {t("rename")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

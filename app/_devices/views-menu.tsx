"use client";

import { Bookmark, BookmarkPlus, BookmarkX } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "../_ui/button.tsx";
import { Dialog, DialogActions, DialogClose } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { Input } from "../_ui/input.tsx";
import { Menu, MenuItem, MenuLink, MenuSeparator } from "../_ui/menu.tsx";
import { toast } from "../_ui/toast.tsx";
import { forgetView, saveView, useSavedViews, VIEW_NAME_CHARS_MAX } from "./saved-views.ts";

interface ViewsMenuProps {
  readonly tenantSlug: string;
  /** Whether there is anything to give a name to. */
  readonly narrowed: boolean;
}

/** Filters that one asks often, by names of one's own. */
export function ViewsMenu({ tenantSlug, narrowed }: ViewsMenuProps) {
  const t = useTranslations("devices.views");
  const views = useSavedViews(tenantSlug);
  const query = useSearchParams().toString();
  const current = views.find((view) => view.query === query);
  const [saving, setSaving] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <Button variant="quiet" size="sm">
            <Bookmark aria-hidden />
            {current?.name ?? t("menu")}
          </Button>
        }
        className="max-w-72"
      >
        {views.length === 0 ? <p className="max-w-56 px-2 py-1.5 text-xs text-muted">{t("none")}</p> : null}
        {views.map((view) => (
          <MenuLink
            key={view.name}
            closeOnClick
            render={<Link href={`/${tenantSlug}/devices?${view.query}`} />}
            aria-current={view === current ? "true" : undefined}
          >
            <Bookmark aria-hidden className={view === current ? "fill-current" : undefined} />
            <span className="truncate">{view.name}</span>
          </MenuLink>
        ))}
        {current !== undefined || narrowed ? <MenuSeparator /> : null}
        {current !== undefined ? (
          <MenuItem
            onClick={() => {
              forgetView(tenantSlug, current.name);
              toast(t("forgotten", { name: current.name }), {
                label: t("undo"),
                onClick: () => saveView(tenantSlug, current),
              });
            }}
          >
            <BookmarkX aria-hidden />
            {t("forget")}
          </MenuItem>
        ) : narrowed ? (
          <MenuItem onClick={() => setSaving(true)}>
            <BookmarkPlus aria-hidden />
            {t("save")}
          </MenuItem>
        ) : null}
      </Menu>
      <Dialog open={saving} onOpenChange={setSaving} title={t("save")} description={t("saveText")}>
        <NameForm
          onSave={(name) => {
            saveView(tenantSlug, { name, query });
            setSaving(false);
          }}
        />
      </Dialog>
    </>
  );
}

function NameForm({ onSave }: { readonly onSave: (name: string) => void }) {
  const t = useTranslations("devices.views");
  const common = useTranslations("common");
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "") onSave(name.trim());
  };
  return (
    <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
      <Field name="name" label={t("name")} error={tried && name.trim() === "" ? t("nameMissing") : undefined}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            autoComplete="off"
            maxLength={VIEW_NAME_CHARS_MAX}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <DialogActions>
        <DialogClose render={<Button>{common("cancel")}</Button>} />
        <Button type="submit" variant="primary">
          {t("keep")}
        </Button>
      </DialogActions>
    </form>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "../../../_ui/button.tsx";
import { Field } from "../../../_ui/field.tsx";
import { Input } from "../../../_ui/input.tsx";
import type { PublishDraft } from "../../publish/draft.ts";
import { usePublishLibrary } from "../../publish/library-context.tsx";
import { SAVED_PAYLOAD_CHARS_MAX } from "../../publish/saved-message.ts";
import { randomUuid } from "../../publish/variables.ts";

interface SaveFormProps {
  readonly draft: PublishDraft;
  /** Names of the collections that are there. */
  readonly collections: readonly string[];
}

/** Saves what stands in the publish form under a name, in a collection or in none. */
export function SaveForm({ draft, collections }: SaveFormProps) {
  const t = useTranslations("publish.saved");
  const { library, state } = usePublishLibrary();
  const listId = useId();
  const [name, setName] = useState("");
  const [collection, setCollection] = useState("");
  const [error, setError] = useState<string>();

  function save() {
    if (name.trim() === "") return setError(t("nameMissing"));
    if (draft.payload.length > SAVED_PAYLOAD_CHARS_MAX) return setError(t("tooLong"));
    library.save({ id: randomUuid(), name: name.trim(), collection: collection.trim(), draft });
    setName("");
  }

  return (
    <form
      className="flex flex-col gap-3 rounded-md bg-sunken p-3"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        save();
      }}
    >
      <p className="truncate text-xs text-muted">{t("what", { topic: draft.topic })}</p>
      <Field name="savedName" label={t("name")} error={error}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={100}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              setError(undefined);
            }}
          />
        )}
      </Field>
      <Field name="savedCollection" label={t("collection")} aside={t("optional")}>
        {(control) => (
          <>
            <Input
              {...control}
              autoComplete="off"
              list={listId}
              maxLength={100}
              value={collection}
              onChange={(event) => setCollection(event.target.value)}
            />
            <datalist id={listId}>
              {collections.map((known) => (
                <option key={known} value={known} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Button type="submit" size="sm" className="self-start" disabled={!state.ready || library.full}>
        {t("save")}
      </Button>
      {library.full ? <p className="text-xs text-muted">{t("full")}</p> : null}
    </form>
  );
}

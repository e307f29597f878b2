"use client";

import { useTranslations } from "next-intl";
import { type ReactElement, type ReactNode, useState, useTransition } from "react";
import { Button } from "./button.tsx";
import { Dialog, DialogActions, DialogClose } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";
import { Notice } from "./notice.tsx";

interface ConfirmDialogProps {
  readonly trigger?: ReactElement;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly title: ReactNode;
  /** The exact effect. */
  readonly description: ReactNode;
  /** The word on the button: what it does, never "OK". */
  readonly confirm: ReactNode;
  readonly tone?: "danger" | "primary";
  /** What is to be typed first, where much goes at once. */
  readonly typed?: { readonly label: ReactNode; readonly text: string } | undefined;
  readonly run: () => Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }>;
  readonly onDone?: () => void;
}

/** Asks before something that cannot be undone; stays open and says why when it fails. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { trigger, title, description, confirm, tone = "danger", typed, run, onDone } = props;
  const t = useTranslations("common");
  const [openHere, setOpenHere] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [text, setText] = useState("");
  const [pending, start] = useTransition();
  const open = props.open ?? openHere;
  const setOpen = (next: boolean) => {
    if (!next) {
      setFailure(undefined);
      setText("");
    }
    (props.onOpenChange ?? setOpenHere)(next);
  };
  return (
    <Dialog open={open} onOpenChange={setOpen} trigger={trigger} title={title} description={description}>
      {failure === undefined ? null : <Notice tone="danger">{failure}</Notice>}
      {typed === undefined ? null : (
        <Field name="typed" label={typed.label}>
          {(control) => (
            <Input {...control} autoComplete="off" value={text} onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
      )}
      <DialogActions>
        <DialogClose render={<Button>{t("cancel")}</Button>} />
        <Button
          variant={tone}
          pending={pending}
          disabled={typed !== undefined && text.trim() !== typed.text}
          onClick={() =>
            start(async () => {
              const outcome = await run();
              if (!outcome.ok) return setFailure(outcome.message);
              setOpen(false);
              onDone?.();
            })
          }
        >
          {confirm}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

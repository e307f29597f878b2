"use client";

import { defaultKeymap, history, historyKeymap, indentWithTab, temporarilySetTabFocusMode } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useEffectEvent, useRef } from "react";

/** A mistake to underline, at an offset of the text. */
export interface EditorFault {
  readonly offset: number;
  readonly message: string;
}

export interface CodeEditorProps {
  readonly label: string;
  readonly describedBy: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Coloured as JSON. */
  readonly json: boolean;
  readonly fault: EditorFault | undefined;
  /** The fault has stopped something; the text is marked as wrong. */
  readonly invalid: boolean;
  readonly onSubmit: () => void;
  readonly onFormat: () => void;
  /** ↑ at the very beginning, ↓ at the very end. */
  readonly onWalk: (direction: -1 | 1) => void;
  /** Rises when the cursor is to go to the fault. */
  readonly goToFault: number;
}

const highlighting = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent-text)" },
  { tag: tags.string, color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
]);

/** The colours are the page's own variables, so both themes have them. */
const theme = EditorView.theme({
  "&": { fontSize: "0.8125rem", maxHeight: "20rem", minHeight: "6rem", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.25rem", overflow: "auto" },
  ".cm-content": { padding: "6px 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 10px" },
  ".cm-matchingBracket": { backgroundColor: "var(--accent-soft)" },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)" },
});

/** The page's Content Security Policy lets in only styles that carry its nonce, which scripts of the page may read. */
function pageNonce(): string {
  return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
}

/** A text editor for payloads. Tab indents; after Escape it leaves, as everywhere else on the page. */
export default function CodeEditor(props: CodeEditorProps) {
  const { label, describedBy, value, fault, invalid, goToFault } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const language = useRef(new Compartment());
  const attributes = useRef(new Compartment());
  const changed = useEffectEvent((text: string) => props.onChange(text));
  const submit = useEffectEvent(() => props.onSubmit());
  const format = useEffectEvent(() => props.onFormat());
  const walk = useEffectEvent((direction: -1 | 1) => props.onWalk(direction));
  const first = useEffectEvent(() => ({ value: props.value, json: props.json }));

  useEffect(() => {
    const start = first();
    const at = (editor: EditorView, end: boolean) => {
      const { main } = editor.state.selection;
      return main.empty && main.head === (end ? editor.state.doc.length : 0);
    };
    const editor = new EditorView({
      parent: parent.current ?? undefined,
      state: EditorState.create({
        doc: start.value,
        extensions: [
          history(),
          indentUnit.of("  "),
          bracketMatching(),
          EditorView.lineWrapping,
          syntaxHighlighting(highlighting),
          theme,
          EditorView.cspNonce.of(pageNonce()),
          language.current.of(start.json ? json() : []),
          attributes.current.of([]),
          Prec.high(
            keymap.of([
              {
                key: "Mod-Enter",
                run: () => {
                  submit();
                  return true;
                },
              },
              {
                key: "Shift-Alt-f",
                run: () => {
                  format();
                  return true;
                },
              },
              {
                key: "ArrowUp",
                run: (editor) => {
                  if (!at(editor, false)) return false;
                  walk(-1);
                  return true;
                },
              },
              {
                key: "ArrowDown",
                run: (editor) => {
                  if (!at(editor, true)) return false;
                  walk(1);
                  return true;
                },
              },
              { key: "Escape", run: temporarilySetTabFocusMode },
            ]),
          ),
          keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  // What came from elsewhere, as from the history; what was typed is there already.
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: language.current.reconfigure(props.json ? json() : []) });
  }, [props.json]);

  useEffect(() => {
    const told: Record<string, string> = {
      "aria-label": label,
      "aria-describedby": describedBy,
      ...(invalid && { "aria-invalid": "true" }),
      autocapitalize: "off",
    };
    view.current?.dispatch({
      effects: attributes.current.reconfigure(EditorView.contentAttributes.of(told)),
    });
  }, [label, describedBy, invalid]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    const end = editor.state.doc.length;
    const from = Math.min(fault?.offset ?? 0, end);
    const diagnostics =
      fault === undefined
        ? []
        : [{ from, to: Math.min(from + 1, end), severity: "error" as const, message: fault.message }];
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [fault]);

  const goTo = useEffectEvent(() => {
    const editor = view.current;
    if (editor === undefined) return;
    editor.focus();
    if (fault !== undefined) {
      const anchor = Math.min(fault.offset, editor.state.doc.length);
      editor.dispatch({ selection: { anchor }, scrollIntoView: true });
    }
  });
  useEffect(() => {
    if (goToFault > 0) goTo();
  }, [goToFault]);

  return <div ref={parent} className="h-full" />;
}

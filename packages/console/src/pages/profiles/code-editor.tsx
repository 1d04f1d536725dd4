import { useComputedColorScheme } from "@mantine/core";
import { javascript } from "@codemirror/lang-javascript";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { useEffect, useRef } from "react";
import { styleNonce } from "../../nonce.ts";

interface CodeEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** JavaScript with line numbers, colours, brackets, search and undo. */
export default function CodeEditor({ label, value, onChange }: CodeEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(undefined);
  const newest = useRef({ onChange, value });
  newest.current = { onChange, value };
  const dark = useComputedColorScheme("light") === "dark";
  useEffect(() => {
    const view = new EditorView({
      parent: box.current!,
      state: EditorState.create({
        doc: newest.current.value,
        extensions: [
          basicSetup,
          javascript(),
          EditorView.cspNonce.of(styleNonce()),
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) newest.current.onChange(update.state.doc.toString());
          }),
          EditorView.theme(THEME, { dark }),
        ],
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, [dark, label]);
  useEffect(() => {
    const view = editor.current;
    if (!view || view.state.doc.toString() === value) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={box} className="code-editor" />;
}

const THEME = {
  "&": {
    fontSize: "13px",
    border: "1px solid var(--lorats-line)",
    borderRadius: "6px",
    backgroundColor: "var(--lorats-page)",
  },
  "&.cm-focused": { outline: "2px solid var(--mantine-primary-color-filled)" },
  ".cm-content": { fontFamily: "var(--mantine-font-family-monospace)", minHeight: "260px" },
  ".cm-scroller": { maxHeight: "60vh" },
  ".cm-gutters": {
    backgroundColor: "transparent",
    border: "none",
    color: "var(--mantine-color-dimmed)",
  },
};

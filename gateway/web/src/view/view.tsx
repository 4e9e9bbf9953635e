import { useEffect, useRef, type ReactNode } from "react";
import { useTexts } from "../language/language.tsx";
import { movesSoFar } from "../navigation/address.ts";

interface Shown {
  readonly heading: ReactNode;
  /** What the window is called; the page's own name stands behind it. */
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** A view of the page. Who goes to it finds the focus on its heading, and its name on the window. */
export function View({ heading, title, lead, children }: Shown): ReactNode {
  const texts = useTexts();
  const top = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${title} · ${texts.title}`;
  }, [title, texts]);

  useEffect(() => {
    if (movesSoFar() === 0) return;
    scrollTo(0, 0);
    top.current?.focus({ preventScroll: true });
  }, []);

  return (
    <>
      <header className="view-header">
        <h1 ref={top} tabIndex={-1}>
          {heading}
        </h1>
        {lead !== undefined && <p>{lead}</p>}
      </header>
      {children}
    </>
  );
}

import "./style/base.css";
import "./style/grade.css";
import "./view/view.css";
import "./page/page.css";
import "./home/home.css";
import "./search/search.css";
import "./checking/checking.css";
import "./question/question.css";
import "./grades/grades.css";
import "./measures/measures.css";
import "./disagreements/disagreements.css";
import "./subject/subject.css";
import "./reviewing/reviewing.css";
import "./catalogue/catalogue.css";
import "./coverage/coverage.css";
import "./draws/draws.css";
import "./inbox/inbox.css";
import "./graph/graph.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { LanguageProvider } from "./language/language.tsx";
import { Page } from "./page/page.tsx";
import { rootElement } from "./root_element.ts";

createRoot(rootElement()).render(
  <StrictMode>
    <LanguageProvider>
      <Page />
    </LanguageProvider>
  </StrictMode>,
);

import { useId, useState, type FormEvent, type ReactNode } from "react";
import { useAbout } from "../api/about.ts";
import { credentials, setCredentials } from "../api/credentials.ts";
import { useLanguage, useTexts } from "../language/language.tsx";
import { ServerState } from "../page/server_state.tsx";
import { View } from "../view/view.tsx";
import { useMe } from "./me.ts";

/** Whom the page asks as: a token, and the case of an investigator. */
export function IdentityView(): ReactNode {
  const { views, identity } = useTexts();
  const about = useAbout();
  return (
    <View heading={views.identity} title={views.identity} lead={identity.lead}>
      <ServerState about={about} />
      <Told />
      <CredentialsForm />
    </View>
  );
}

/** What the token says beside the role. */
function Told(): ReactNode {
  const { texts } = useLanguage();
  const me = useMe();
  const told = [
    [texts.identity.department, me?.department?.name],
    [texts.identity.district, me?.district],
    [texts.identity.case, me?.case],
    [texts.identity.expires, me?.expiresAt && new Date(me.expiresAt).toLocaleString(texts.code, { timeZone: "Asia/Shanghai" })],
  ].filter(([, value]) => value);
  if (told.length === 0) return null;
  return (
    <dl className="panel told">
      {told.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function CredentialsForm(): ReactNode {
  const { identity } = useTexts();
  const [token, named, hint, caseHint] = [useId(), useId(), useId(), useId()];
  const [given, setGiven] = useState(credentials);
  const [done, setDone] = useState("");

  const use = (event: FormEvent): void => {
    event.preventDefault();
    setCredentials({ token: given.token.trim(), case: given.case.trim() });
    setDone(identity.used);
  };
  const clear = (): void => {
    setGiven({ token: "", case: "" });
    setCredentials({ token: "", case: "" });
    setDone(identity.cleared);
  };
  return (
    <form className="panel credentials" onSubmit={use}>
      <div className="field">
        <label htmlFor={token}>{identity.token}</label>
        <input
          id={token}
          type="password"
          autoComplete="off"
          value={given.token}
          aria-describedby={hint}
          onChange={(event) => setGiven({ ...given, token: event.target.value })}
        />
        <p id={hint} className="hint">
          {identity.tokenHint} <code>{identity.command}</code>
        </p>
      </div>
      <div className="field">
        <label htmlFor={named}>{identity.case}</label>
        <input
          id={named}
          autoComplete="off"
          maxLength={200}
          value={given.case}
          aria-describedby={caseHint}
          onChange={(event) => setGiven({ ...given, case: event.target.value })}
        />
        <p id={caseHint} className="hint">
          {identity.caseHint}
        </p>
      </div>
      <p className="fields">
        <button type="submit">{identity.use}</button>
        <button type="button" className="plain" onClick={clear}>
          {identity.clear}
        </button>
      </p>
      <p role="status">{done}</p>
    </form>
  );
}

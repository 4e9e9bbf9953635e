import type { ReactNode } from "react";
import { useTexts } from "../language/language.tsx";
import { Link } from "../navigation/link.tsx";
import { View } from "./view.tsx";

export function NotFoundView(): ReactNode {
  const { views, home } = useTexts();
  return (
    <View heading={views.notFound} title={views.notFound}>
      <p className="panel">
        <Link to="/">{home.toHome}</Link>
      </p>
    </View>
  );
}
